import { serveTasks } from "../threads/serve.js";
import { learnAndTest } from "./fewshot/pupil.js";

serveTasks(learnAndTest);
