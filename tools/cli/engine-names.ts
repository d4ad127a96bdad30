/** What can run the firmware: this Node, or the JavaScript engine of the microcontrollers. */
export const ENGINES = ["node", "xs"] as const;
export type EngineName = (typeof ENGINES)[number];
