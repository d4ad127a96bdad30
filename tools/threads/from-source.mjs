// Starts a worker from its TypeScript source: tsx hooks itself into the main thread only.
import { register } from "tsx/esm/api";

register();
await import(process.argv[2]);
