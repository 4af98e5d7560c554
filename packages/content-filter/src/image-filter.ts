import type { Verdict } from '@keepword/creations';
import type { Classify } from './image-classifier.js';

/** From which probability on a picture is blocked, per class of the model; 1 or more never blocks. */
export interface ImageThresholds {
  readonly porn: number;
  readonly hentai: number;
  readonly sexy: number;
}

export const defaultThresholds: ImageThresholds = { porn: 0.7, hentai: 0.7, sexy: 1 };

const reasons = {
  Porn: { code: 'explicit-photograph', message: 'The picture looks sexually explicit.' },
  Hentai: { code: 'explicit-drawing', message: 'The drawing looks sexually explicit.' },
  Sexy: { code: 'suggestive', message: 'The picture looks sexually suggestive.' },
} as const;

/** Judges a picture by what the classifier says of it. Nothing is fetched, nothing leaves the process. */
export async function checkImage(classify: Classify, bytes: Uint8Array, { porn, hentai, sexy }: ImageThresholds): Promise<Verdict> {
  const probabilities = await classify(bytes);
  const thresholds = { Porn: porn, Hentai: hentai, Sexy: sexy };
  const blocked = (Object.keys(reasons) as (keyof typeof reasons)[]).filter((name) => (probabilities.get(name) ?? 0) >= thresholds[name]);
  return blocked.length > 0 ? { verdict: 'block', reasons: blocked.map((name) => reasons[name]) } : { verdict: 'allow' };
}
