import { createRequire } from 'node:module';
import path from 'node:path';
import type { Verdict } from '@keepword/creations';
import sharp from 'sharp';

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

type Classify = (bytes: Uint8Array) => Promise<ReadonlyMap<string, number>>;

/** Side of the square that the model looks at, in pixels. */
const modelSide = 224;

let loading: Promise<Classify> | null = null;

/** Judges a picture by a model that comes with its package: nothing is fetched, nothing leaves the process. It is loaded at first use. */
export async function checkImage(bytes: Uint8Array, { porn, hentai, sexy }: ImageThresholds): Promise<Verdict> {
  loading ??= load().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  const classify = await loading;
  const probabilities = await classify(bytes);
  const thresholds = { Porn: porn, Hentai: hentai, Sexy: sexy };
  const blocked = (Object.keys(reasons) as (keyof typeof reasons)[]).filter((name) => (probabilities.get(name) ?? 0) >= thresholds[name]);
  return blocked.length > 0 ? { verdict: 'block', reasons: blocked.map((name) => reasons[name]) } : { verdict: 'allow' };
}

async function load(): Promise<Classify> {
  // Their ES modules are made for bundlers and do not load in Node; their CommonJS builds do, and then share one TensorFlow.
  const require = createRequire(import.meta.url);
  const tf = require('@tensorflow/tfjs') as typeof import('@tensorflow/tfjs');
  const wasm = require('@tensorflow/tfjs-backend-wasm') as typeof import('@tensorflow/tfjs-backend-wasm');
  const nsfw = require('nsfwjs') as typeof import('nsfwjs');
  const manifest = require.resolve('@tensorflow/tfjs-backend-wasm/package.json');
  wasm.setWasmPaths(`${path.join(path.dirname(manifest), 'dist')}${path.sep}`);
  // What is said about faster native bindings is no news to whoever reads the logs.
  tf.env().set('PROD', true);
  await tf.setBackend('wasm');
  await tf.ready();
  const model = await nsfw.load('MobileNetV2', { size: modelSide });
  return async (bytes) => {
    const pixels = await sharp(bytes, { failOn: 'error' })
      .resize(modelSide, modelSide, { fit: 'fill' })
      .flatten()
      .toColourspace('srgb')
      .raw()
      .toBuffer();
    const tensor = tf.tensor3d(new Uint8Array(pixels), [modelSide, modelSide, 3], 'int32');
    try {
      const classes = await model.classify(tensor, 5);
      return new Map(classes.map(({ className, probability }) => [className, probability]));
    } finally {
      tensor.dispose();
    }
  };
}
