import type { ContentFilter } from '@keepword/creations';
import { loadClassifier, type Classify } from './image-classifier.js';
import { checkImage, defaultThresholds, type ImageThresholds } from './image-filter.js';
import { checkText } from './text-filter.js';
import { threadedClassifier } from './threaded-classifier.js';

/** @param classify where pictures are looked at; a thread of its own unless said otherwise, made when the first picture comes or `warmUp` is called */
export function localContentFilter(
  thresholds: ImageThresholds = defaultThresholds,
  classify: () => Classify = threadedClassifier,
): ContentFilter & { warmUp(): void } {
  let classifier: Classify | null = null;
  return {
    checkText: async (text) => checkText(text),
    checkImage: (bytes) => checkImage((classifier ??= classify()), bytes, thresholds),
    /** Starts loading the model now, beside everything else; it takes some seconds. */
    warmUp() {
      classifier ??= classify();
    },
  };
}

/** Pictures are looked at in the caller's own thread; for tests and scripts. */
export function inlineClassifier(): Classify {
  const loading = loadClassifier();
  return async (bytes) => (await loading)(bytes);
}

export { defaultThresholds, type ImageThresholds } from './image-filter.js';
