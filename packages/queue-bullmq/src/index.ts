export { connectQueue, workerOptions, type QueueConnection } from './connect-queue.js';
export { jobOptions, JobPublisher, type JobEntry, type RefusedJob } from './job-publisher.js';
export { SubjectJobs, type JobFilter } from './subject-jobs.js';
