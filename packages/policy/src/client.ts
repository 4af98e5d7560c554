export { brands, type Brand } from './brands.js';
export { isProfileId, profileIds, type ProfileId } from './profile-id.js';
export type { PromiseLine, PromisePlace } from './promises/promise-line.js';
