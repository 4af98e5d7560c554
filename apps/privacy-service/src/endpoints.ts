import {
  endStaffSession,
  getPolicy,
  getPromise,
  getStaffSession,
  listPromises,
  listRecipients,
  startStaffSession,
  startStaffSignIn,
  type Endpoint,
} from '@keepword/contracts';

/** What the service answers, as its OpenAPI document lists it. */
export const endpoints: readonly Endpoint[] = [
  getPolicy,
  listRecipients,
  listPromises,
  getPromise,
  startStaffSignIn,
  startStaffSession,
  getStaffSession,
  endStaffSession,
];
