import { serveTasks } from "../../../tools/threads/serve.js";
import { wait } from "./wait.js";

serveTasks(wait);
