import type { ReactNode } from 'react';

interface Said {
  refused: { type: string; title: string; detail: string; fields: Record<string, string>; retryAfterSeconds: number | null };
}

/** Why the service said no, read out as soon as it appears. */
export function RefusalNotice({ answer, children }: { answer: unknown; children?: ReactNode }) {
  const said = refusedIn(answer);
  if (!said) return null;
  return (
    <div className="notice notice-no" role="alert">
      <p>
        <b>{said.title}.</b> {said.detail}
        {said.retryAfterSeconds ? ` Try again in ${said.retryAfterSeconds} seconds.` : ''}
      </p>
      {children}
    </div>
  );
}

export function refusedIn(answer: unknown): Said['refused'] | null {
  return typeof answer === 'object' && answer !== null && 'refused' in answer ? (answer as Said).refused : null;
}
