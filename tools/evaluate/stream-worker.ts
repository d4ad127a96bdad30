import { serveTasks } from "../threads/serve.js";
import { listen } from "./stream/listen.js";

serveTasks(listen);
