export { connectQueue, workerOptions, type QueueConnection } from './connect-queue.js';
export { jobOptions, JobPublisher, type JobEntry, type RefusedJob } from './job-publisher.js';
