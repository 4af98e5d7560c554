import type { InputHTMLAttributes, ReactNode } from 'react';

/** A labelled input with its hint and what was wrong with it, tied together for screen readers. */
export function Field({
  label,
  name,
  hint,
  problem,
  ...input
}: { label: string; name: string; hint?: ReactNode; problem?: string | undefined } & InputHTMLAttributes<HTMLInputElement>) {
  const id = input.id ?? `field-${name}`;
  const described = [hint ? `${id}-hint` : '', problem ? `${id}-problem` : ''].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input {...input} id={id} name={name} aria-describedby={described || undefined} aria-invalid={problem ? true : undefined} />
      {hint ? (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {problem ? (
        <p className="field-problem" id={`${id}-problem`}>
          {problem}
        </p>
      ) : null}
    </div>
  );
}
