import { systemClock } from '@keepword/primitives';
import { parseEnvironment } from './environment.server.js';

/** Read once, when the process starts. */
export const environment = parseEnvironment(process.env);
export const clock = systemClock;
