import type { Refusal } from '@keepword/primitives';
import type { ReferenceImage } from './model-provider.js';

export type ImageMediaType = ReferenceImage['mediaType'];

export interface ImageFacts {
  readonly mediaType: ImageMediaType;
  readonly width: number;
  readonly height: number;
}

export interface Thumbnail {
  readonly webp: Uint8Array;
  /** Base64. */
  readonly thumbHash: string;
}

/** What a file may say about itself. */
export interface PictureFacts {
  /** The model's name. */
  readonly model: string;
  readonly prompt?: string;
  readonly parameters?: Readonly<Record<string, number | string>>;
}

export type ImageRefusal = Refusal<'unsupported-image' | 'image-too-large' | 'image-unreadable'>;

/** Work on encoded pictures. */
export interface ImageWork {
  /** Reads format and size from the file's head; only PNG, JPEG and WebP up to 4096 px a side pass. */
  inspect(bytes: Uint8Array): Promise<ImageFacts | ImageRefusal>;
  thumbnail(bytes: Uint8Array): Promise<Thumbnail>;
  /** The same pixels with the mark that a machine made them (XMP `DigitalSourceType`), and without any other metadata. */
  markProvenance(bytes: Uint8Array, facts: PictureFacts): Promise<Uint8Array>;
  /**
   * The same pixels with everything that `facts` says (`embed`), or with nothing but the mark that a machine made them (`strip`).
   * The mark itself is never taken off: the law on generated content wants it to stay.
   */
  withMetadata(bytes: Uint8Array, mode: 'embed' | 'strip', facts: PictureFacts): Promise<Uint8Array>;
  /** A picture that somebody uploaded: at most 2048 px a side, upright, encoded anew, without any metadata. */
  sanitiseReference(bytes: Uint8Array): Promise<ReferenceImage | ImageRefusal>;
}
