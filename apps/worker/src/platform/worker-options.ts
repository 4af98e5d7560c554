/** How handlers take jobs from the queue; which queue that is, only this folder knows. */
export { workerOptions } from '@keepword/queue-bullmq';
