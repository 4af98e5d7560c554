import { useEffect, useRef, useState } from 'react';
import { Promise as PromiseLine } from '../../promises/promise.js';
import { fileSize } from '../../wording/amounts.js';

const bytesMax = 10_000_000;

export function ReferenceField() {
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<{ bytes: number; preview: string } | null>(null);
  const preview = chosen?.preview;
  useEffect(() => (preview === undefined ? undefined : () => URL.revokeObjectURL(preview)), [preview]);
  const tooLarge = chosen !== null && chosen.bytes > bytesMax;
  const remove = () => {
    if (input.current) input.current.value = '';
    input.current?.setCustomValidity('');
    setChosen(null);
  };
  return (
    <div className="field">
      <label htmlFor="reference">Reference image</label>
      <input
        ref={input}
        id="reference"
        name="reference"
        type="file"
        accept="image/png,image/jpeg,image/webp"
        aria-describedby="reference-hint reference-promise"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          setChosen(file ? { bytes: file.size, preview: URL.createObjectURL(file) } : null);
          currentTarget.setCustomValidity(file && file.size > bytesMax ? 'This picture is larger than 10 MB.' : '');
        }}
      />
      {preview === undefined ? null : <img className="reference-preview" src={preview} alt="The reference as you chose it" />}
      <p className={tooLarge ? 'field-problem' : 'hint'} id="reference-hint">
        {chosen ? (
          <>
            {fileSize(chosen.bytes)}
            {tooLarge ? ', but at most 10 MB can be sent' : ', goes along until you leave it out'} ·{' '}
            <button type="button" className="inline" onClick={remove}>
              Leave it out
            </button>
          </>
        ) : (
          'Optional. PNG, JPEG or WebP, up to 10 MB.'
        )}
      </p>
      <PromiseLine place="upload" id="reference-promise" />
    </div>
  );
}
