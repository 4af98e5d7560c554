import { useRevalidator } from '@remix-run/react';
import { useEffect, useState } from 'react';

const firstPauseMs = 1_000;
const pauseMsMax = 10_000;
const lateAfterMs = 30_000;

/** Asks again with growing pauses until the webhook has arrived; true once that takes long. */
export function useWaiting(open: boolean): boolean {
  const { revalidate } = useRevalidator();
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!open) return;
    let pauseMs = firstPauseMs;
    let timer = setTimeout(function ask() {
      revalidate();
      pauseMs = Math.min(pauseMs * 1.5, pauseMsMax);
      timer = setTimeout(ask, pauseMs);
    }, pauseMs);
    const patience = setTimeout(() => setLate(true), lateAfterMs);
    return () => {
      clearTimeout(timer);
      clearTimeout(patience);
    };
  }, [open, revalidate]);
  return open && late;
}
