export { keyStoreColumns } from './key-store-map.js';
export { KeyDestroyed, Keyring, type KeyStore, type WrappedKey } from './keyring.js';
export { KEYRING_ROLE, postgresKeyStore, prepareKeyStore } from './postgres-key-store.js';
export type { PlainRange, SealedSource } from './sealed-range.js';
export { NotOpenable, plainLength, type Place } from './sealed-segments.js';
