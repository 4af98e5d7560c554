import { creditsInWords } from './amounts.js';

/** What a person reads when no picture came; the receipt is part of it. */
export interface Outcome {
  title: string;
  receipt: string;
}

interface Ended {
  state: string;
  credits: { quoted: number; captured: number | null };
  failure?: { type: string; message: string } | undefined;
}

const titles: Record<string, string> = {
  failed: 'This did not work',
  canceled: 'Canceled',
  blocked: 'Held back by the content filter',
  'reference-lost': 'The reference image was lost',
};

/** Null while a creation runs and when it succeeded. */
export function outcomeOf({ state, credits }: Ended): Outcome | null {
  const title = titles[state];
  if (title === undefined) return null;
  const captured = credits.captured ?? 0;
  const back = credits.quoted - captured;
  if (captured > 0) return { title, receipt: `${creditsInWords(captured)} charged, ${creditsInWords(back)} came back.` };
  return { title, receipt: `Nothing was charged; ${creditsInWords(back)} came back.` };
}

const stateWords: Record<string, string> = {
  queued: 'Waiting',
  running: 'Being made',
  succeeded: 'Made',
  failed: 'Failed',
  canceled: 'Canceled',
  blocked: 'Held back',
  'reference-lost': 'Reference lost',
};

export function stateInWords(state: string): string {
  return stateWords[state] ?? state;
}

export function isWaiting(state: string): boolean {
  return state === 'queued' || state === 'running';
}
