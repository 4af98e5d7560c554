import { useFetcher } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import type { loader } from '../studio_.quote.js';

const pauseMs = 150;

/** The price of the form as it stands, asked from the service; the last known one while the answer is on its way. */
export function useQuote(asked: { choice: string; width: number; height: number; count: number }, first: number | null): number | null {
  const { load, data } = useFetcher<typeof loader>();
  const question = new URLSearchParams(Object.entries(asked).map(([name, value]) => [name, String(value)])).toString();
  const answeredQuestion = useRef(question);
  useEffect(() => {
    if (question === answeredQuestion.current) return;
    const timer = setTimeout(() => {
      answeredQuestion.current = question;
      load(`/studio/quote?${question}`);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [question, load]);
  return data ? data.credits : first;
}
