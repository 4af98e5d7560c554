export { connectQueue, workerOptions, type QueueConnection } from './connect-queue.js';
export { jobOptions, JobPublisher, type JobEntry } from './job-publisher.js';
