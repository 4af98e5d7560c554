import {
  endStaffSession,
  getPolicy,
  getPromise,
  getRestriction,
  getStaffSession,
  liftRestriction,
  listObjections,
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
  getRestriction,
  liftRestriction,
  listObjections,
  startStaffSignIn,
  startStaffSession,
  getStaffSession,
  endStaffSession,
];
