export { FsObjectStore } from './fs-object-store.js';
