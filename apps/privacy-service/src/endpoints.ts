import { getPolicy, getPromise, listPromises, listRecipients, type Endpoint } from '@keepword/contracts';

/** What the service answers, as its OpenAPI document lists it. */
export const endpoints: readonly Endpoint[] = [getPolicy, listRecipients, listPromises, getPromise];
