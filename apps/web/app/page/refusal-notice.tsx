import type { ReactNode } from 'react';
import { timeLeft } from '../wording/time.js';

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
        {said.retryAfterSeconds ? ` Try again in ${waitInWords(said.retryAfterSeconds)}.` : ''}
      </p>
      {children}
    </div>
  );
}

/** Seconds, where a person would wait them out. */
const waitInWords = (seconds: number) => (seconds < 120 ? `${seconds} seconds` : timeLeft(seconds * 1_000));

export function refusedIn(answer: unknown): Said['refused'] | null {
  return typeof answer === 'object' && answer !== null && 'refused' in answer ? (answer as Said).refused : null;
}
