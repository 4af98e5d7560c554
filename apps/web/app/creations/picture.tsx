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
  size: 'thumbnail' | 'full';
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
          src={`/media/${creationId}/${output.n}?size=${size}`}
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
