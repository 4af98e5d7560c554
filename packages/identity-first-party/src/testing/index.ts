export { MemoryOneTimeTokenStore } from './memory-one-time-token-store.js';
