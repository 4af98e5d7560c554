import { useFetchers, useNavigation, useRevalidator } from '@remix-run/react';
import { useCallback, useEffect, useRef } from 'react';

/**
 * Reads the page's data anew, one reading after the other. News come in bursts, and a reading that is broken off by the next one while its
 * answer arrives ends as an error in the browser's console; so a wish that comes meanwhile is remembered and granted once, afterwards.
 */
export function useRefresh(): () => void {
  const { state, revalidate } = useRevalidator();
  const navigation = useNavigation();
  const fetchers = useFetchers();
  // What a form has sent ends with a reading of its own.
  const isReading = state !== 'idle' || navigation.state !== 'idle' || fetchers.some((fetcher) => fetcher.state !== 'idle');
  const reading = useRef(isReading);
  const wanted = useRef(false);
  useEffect(() => {
    reading.current = isReading;
    if (isReading || !wanted.current) return;
    wanted.current = false;
    revalidate();
  }, [isReading, revalidate]);
  return useCallback(() => {
    if (reading.current) wanted.current = true;
    else revalidate();
  }, [revalidate]);
}
