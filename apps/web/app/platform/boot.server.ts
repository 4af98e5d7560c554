import { createClock } from './clock.server.js';
import { parseEnvironment } from './environment.server.js';

/** Read once, when the process starts. */
export const environment = parseEnvironment(process.env);
export const clock = createClock(environment);
