import "./entry.js";
import AudioIn from "../fakes/audio-in.js";
import Digital from "../fakes/digital.js";
import flash from "../fakes/flash.js";
import SPI from "../fakes/spi.js";
import Time from "../fakes/time.js";
import Timer from "../fakes/timer.js";

/** The same program with its peripherals within reach of scripts, for tests and measurements. */
Object.assign(globalThis, { peripherals: { AudioIn, Digital, flash, SPI, Time, Timer } });
