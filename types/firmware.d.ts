import type { Firmware } from "../src/app.js";

/** The firmware's composition root, src/main.ts, which cannot be compiled without the SDK's modules or stand-ins for them. */
declare function main(): Firmware;
export default main;
