import type { CreationEvent } from '@keepword/contracts';
import { useEffect, useRef } from 'react';

const types = [
  'creation.queued',
  'creation.progress',
  'creation.succeeded',
  'creation.failed',
  'creation.canceled',
  'creation.blocked',
  'creation.deleted',
  'credits.changed',
] as const satisfies readonly CreationEvent['type'][];

/**
 * Listens to what happens to one's own creations while the page is in view.
 * A page in the background lets its stream go and calls `onCatchUp` when it comes back, as after a lost connection.
 */
export function useCreationEvents(onEvent: (event: CreationEvent) => void, onCatchUp: () => void): void {
  const handlers = useRef({ onEvent, onCatchUp });
  useEffect(() => {
    handlers.current = { onEvent, onCatchUp };
  });
  useEffect(() => {
    let source: EventSource | null = null;
    // True from the start: what happened between the making of the page and the opening of the stream was missed as well.
    let missed = true;
    const receive = (message: MessageEvent<string>) => {
      handlers.current.onEvent(JSON.parse(message.data) as CreationEvent);
    };
    const open = () => {
      source = new EventSource('/events');
      source.addEventListener('open', () => {
        if (missed) handlers.current.onCatchUp();
        missed = false;
      });
      source.addEventListener('error', () => {
        missed = true;
      });
      for (const type of types) source.addEventListener(type, receive);
    };
    const close = () => {
      source?.close();
      source = null;
      missed = true;
    };
    const follow = () => (document.visibilityState === 'hidden' ? close() : source === null && open());
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      source?.close();
    };
  }, []);
}
