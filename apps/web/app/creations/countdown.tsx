import { useEffect, useState } from 'react';
import { minuteInWords, timeLeft } from '../wording/time.js';

const tickMs = 30_000;

/** The service's time, carried on in the browser: it starts with what the page was rendered with, so both agree. */
export function useNow(servedAt: string): number {
  const [ticked, setTicked] = useState({ servedAt, elapsedMs: 0 });
  useEffect(() => {
    const startedMs = performance.now();
    const timer = setInterval(() => setTicked({ servedAt, elapsedMs: performance.now() - startedMs }), tickMs);
    return () => clearInterval(timer);
  }, [servedAt]);
  return Date.parse(servedAt) + (ticked.servedAt === servedAt ? ticked.elapsedMs : 0);
}

/** «gone in 41 h», with the exact instant for those who ask; nothing for what stays until it is deleted. */
export function Countdown({ until, nowMs }: { until: string | null; nowMs: number }) {
  if (until === null) return null;
  const leftMs = Date.parse(until) - nowMs;
  return (
    <time className="countdown" dateTime={until} title={`Removed at the latest on ${minuteInWords(until)}`}>
      {leftMs > 0 ? `gone in ${timeLeft(leftMs)}` : 'being removed'}
    </time>
  );
}
