import { serveTasks } from "../threads/serve.js";
import { compareWays } from "./augmentation/trial.js";

serveTasks(compareWays);
