import type { ContentFilter } from '@keepword/creations';
import { checkImage, defaultThresholds, type ImageThresholds } from './image-filter.js';
import { checkText } from './text-filter.js';

/** The content filter that runs in this process, by word lists and a small image model. */
export function localContentFilter(thresholds: ImageThresholds = defaultThresholds): ContentFilter {
  return {
    checkText: async (text) => checkText(text),
    checkImage: (bytes) => checkImage(bytes, thresholds),
  };
}

export { defaultThresholds, type ImageThresholds } from './image-filter.js';
