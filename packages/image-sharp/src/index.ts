export { sharpImageWork } from './sharp-image-work.js';
export { digitalSourceType } from './xmp.js';
