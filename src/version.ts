/** Version of the firmware, the same as the package's. */
export const FIRMWARE_VERSION = "0.1.0";
