import { createRequire } from 'node:module';
import path from 'node:path';
import sharp from 'sharp';

/** Probability by class of the model. */
export type Probabilities = ReadonlyMap<string, number>;
export type Classify = (bytes: Uint8Array) => Promise<Probabilities>;

/** Side of the square that the model looks at, in pixels. */
const modelSide = 224;

/** Loads the model that comes with its package: nothing is fetched. Takes seconds of one core, so it is done once, in a thread of its own. */
export async function loadClassifier(): Promise<Classify> {
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
