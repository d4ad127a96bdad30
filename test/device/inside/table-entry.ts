import { endLinkTime, requireReadOnly } from "../../../host-sim/engines/xs/inside/link-time.js";
import { crc32 } from "../../../src/storage/crc32.js";
import { scratch, table } from "./table.js";

// What the test's scripts use.
Object.assign(globalThis, { crc32, requireReadOnly, scratch, table });
endLinkTime();
