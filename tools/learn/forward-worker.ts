import { serveTasks } from "../threads/serve.js";
import { forwardTask } from "./forward.js";

serveTasks(forwardTask);
