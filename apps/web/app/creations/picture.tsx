import { useState } from 'react';

interface Output {
  n: number;
  width: number;
  height: number;
  placeholder: string | null;
}

/** One output, its blurred stand-in beneath until it is there. The place keeps its shape, so nothing jumps. */
export function Picture({
  creationId,
  output,
  alt,
  size,
  eager = false,
}: {
  creationId: string;
  output: Output;
  alt: string;
  /** `card` lets the browser choose by what its screen shows. */
  size: 'thumbnail' | 'card' | 'full';
  eager?: boolean;
}) {
  const [missing, setMissing] = useState(false);
  return (
    <span className="picture">
      {output.placeholder ? <img className="picture-placeholder" src={output.placeholder} alt="" aria-hidden="true" /> : null}
      {missing ? (
        <span className="picture-missing">This picture could not be loaded</span>
      ) : (
        <img
          className="picture-image"
          src={address(creationId, output.n, size === 'full' ? 'full' : 'thumbnail')}
          {...(size === 'card' ? choices(creationId, output) : {})}
          width={output.width}
          height={output.height}
          alt={alt}
          loading={eager ? 'eager' : 'lazy'}
          decoding="async"
          onError={() => setMissing(true)}
        />
      )}
    </span>
  );
}

/** The longer side of a thumbnail in pixels, as the worker makes it. */
const thumbnailSide = 480;

function choices(creationId: string, { n, width, height }: Output) {
  const thumbnailWidth = Math.round(width * Math.min(1, thumbnailSide / Math.max(width, height)));
  return {
    srcSet: `${address(creationId, n, 'thumbnail')} ${thumbnailWidth}w, ${address(creationId, n, 'full')} ${width}w`,
    sizes: '(min-width: 60rem) 24rem, 92vw',
  };
}

function address(creationId: string, n: number, size: 'thumbnail' | 'full'): string {
  return `/media/${creationId}/${n}?size=${size}`;
}
