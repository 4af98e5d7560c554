import { useState } from 'react';
import type { FormModel } from '../../creations/form-model.js';

interface Dimensions {
  width: number;
  height: number;
}

export function SizeChoice({ form, size, onChoose }: { form: FormModel; size: Dimensions; onChoose: (size: Dimensions) => void }) {
  const preset = form.sizes.some(({ width, height }) => width === size.width && height === size.height);
  const [custom, setCustom] = useState(!preset && form.customSize !== null);
  return (
    <fieldset className="segmented sizes">
      <legend>Size</legend>
      {form.sizes.map(({ label, width, height }) => (
        <label key={label}>
          <input
            type="radio"
            name="size"
            value={`${width}x${height}`}
            checked={!custom && width === size.width && height === size.height}
            onChange={() => {
              setCustom(false);
              onChoose({ width, height });
            }}
          />
          <span>
            <svg className="size-shape" viewBox="-10 -10 20 20" aria-hidden="true">
              <rect x={-width / 160} y={-height / 160} width={width / 80} height={height / 80} rx="1" />
            </svg>
            {label}
          </span>
        </label>
      ))}
      {form.customSize ? (
        <label>
          <input type="radio" name="size" value="custom" checked={custom} onChange={() => setCustom(true)} />
          <span>Custom</span>
        </label>
      ) : null}
      {form.customSize && custom ? <CustomSize limits={form.customSize} size={size} onChoose={onChoose} /> : null}
      {custom ? null : (
        <p className="hint">
          {size.width} × {size.height} pixels
        </p>
      )}
    </fieldset>
  );
}

function CustomSize({
  limits,
  size,
  onChoose,
}: {
  limits: NonNullable<FormModel['customSize']>;
  size: Dimensions;
  onChoose: (size: Dimensions) => void;
}) {
  const fieldFor = (name: 'width' | 'height', label: string) => (
    <label className="number">
      {label}
      <input
        type="number"
        name={name}
        required
        min={limits.min}
        max={limits.max}
        step={limits.step}
        defaultValue={size[name]}
        onChange={({ currentTarget }) => currentTarget.validity.valid && onChoose({ ...size, [name]: currentTarget.valueAsNumber })}
      />
    </label>
  );
  return (
    <div className="custom-size">
      {fieldFor('width', 'Width')}
      {fieldFor('height', 'Height')}
      <p className="hint">
        {limits.min} to {limits.max} pixels, in steps of {limits.step}
      </p>
    </div>
  );
}
