import { useEffect } from 'react';
import { useRefresh } from './use-refresh.js';

const firstPauseMs = 1_500;
const pauseMsMax = 15_000;

/** Reads the page's data anew with growing pauses, as long as something is under way and the page is looked at. */
export function usePolling(underWay: boolean): void {
  const refresh = useRefresh();
  useEffect(() => {
    if (!underWay) return;
    let pauseMs = firstPauseMs;
    let timer = setTimeout(function ask() {
      if (document.visibilityState === 'visible') refresh();
      pauseMs = Math.min(pauseMs * 1.3, pauseMsMax);
      timer = setTimeout(ask, pauseMs);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [underWay, refresh]);
}
