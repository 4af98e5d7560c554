import type { Person } from './person.js';

export interface StreamedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
}

export interface OpenStream {
  readonly events: StreamedEvent[];
  readonly lastId: () => string;
  /** Resolves when the server has ended it. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Reads a person's server-sent events until it is closed. @param lastEventId to resume after */
export async function openStream(person: Person, lastEventId?: string): Promise<OpenStream> {
  const stop = new AbortController();
  const response = await fetch(`${person.url}/v1/creations/events`, {
    headers: { authorization: `Bearer ${person.accessToken}`, ...(lastEventId ? { 'last-event-id': lastEventId } : {}) },
    signal: stop.signal,
  });
  if (!response.ok || !response.body) throw new Error(`the stream was refused: ${response.status}`);
  const events: StreamedEvent[] = [];
  let last = '';
  const read = async (stream: ReadableStream<Uint8Array>) => {
    let text = '';
    for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
        last = field('id') ?? last;
        const [type, data] = [field('event'), field('data')];
        if (type && data) events.push({ id: last, type, data: JSON.parse(data) as Record<string, unknown> });
      }
    }
  };
  const ended = read(response.body as unknown as ReadableStream<Uint8Array>).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return { events, lastId: () => last, ended, close: () => stop.abort() };
}
