export interface PictureRequest {
  /** The vendor's name of the model; it takes part in the picture, so that models look different. */
  readonly model: string;
  readonly prompt: string;
  readonly negativePrompt?: string;
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  readonly format: PictureFormat;
  readonly reference?: Uint8Array;
  /** How much of the reference is given up, 0 to 1; 0.8 unless told. */
  readonly referenceStrength?: number;
}

export type PictureFormat = 'png' | 'webp' | 'jpeg';

export interface Picture {
  readonly bytes: Uint8Array;
  readonly mediaType: `image/${PictureFormat}`;
}

export interface RenderOptions {
  readonly signal?: AbortSignal;
  /** Called with 0 to 100, never downwards. */
  readonly onProgress?: (percent: number) => void;
  /** Called when the picture's turn has come; until then it waits for others. */
  readonly onStart?: () => void;
}
