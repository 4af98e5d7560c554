import { useEffect, useRef, type RefObject } from 'react';

/** Brings what was answered to a form into view: on a page with several, it can stand far from the button. @returns for what holds the answer */
export function useAnswerInView(answer: unknown): RefObject<HTMLDivElement> {
  const said = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (answer) said.current?.scrollIntoView({ block: 'center' });
  }, [answer]);
  return said;
}
