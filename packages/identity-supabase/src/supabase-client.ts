import { createClient, type SupabaseClient, type SupabaseClientOptions } from '@supabase/supabase-js';
import ws from 'ws';

export type Fetch = typeof globalThis.fetch;

const answerMsMax = 10_000;
const storageKey = 'keepword';
const verifierKey = `${storageKey}-code-verifier`;

/** The SDK's own description of a WebSocket differs from the DOM's in details that nothing here uses. */
type WebSocketTransport = NonNullable<NonNullable<SupabaseClientOptions<'public'>['realtime']>['transport']>;

/** A client for one sign-in; what it remembers is gone with it. */
export interface FlowClient {
  readonly auth: SupabaseClient['auth'];
  /** The PKCE verifier that the last call made; null when it made none. */
  verifier(): string | null;
}

/** @param verifier of the flow's first half, for its second */
export function flowClient(url: string, key: string, fetch: Fetch, verifier?: string): FlowClient {
  const memory = new Map<string, string>(verifier === undefined ? [] : [[verifierKey, verifier]]);
  const { auth } = createClient(url, key, {
    auth: {
      flowType: 'pkce',
      autoRefreshToken: false,
      detectSessionInUrl: false,
      // The SDK uses a storage of one's own only when told to persist; this one lives as long as the call.
      persistSession: true,
      storageKey,
      storage: {
        getItem: (name: string) => memory.get(name) ?? null,
        setItem: (name: string, value: string) => void memory.set(name, value),
        removeItem: (name: string) => void memory.delete(name),
      },
    },
    global: { fetch },
    // Node 20 has no WebSocket of its own, and the SDK asks for one although nothing here listens to anything.
    realtime: { transport: ws as unknown as WebSocketTransport },
  });
  return { auth, verifier: () => memory.get(verifierKey) ?? null };
}

/**
 * A limit on waiting, and one kind of failure: the SDK writes network errors to the console and repeats refreshes for half a minute
 * when it sees them, so an unreachable or overloaded vendor is reported as status 500, which it hands on at once.
 */
export function guardedFetch(fetch: Fetch): Fetch {
  return async (input, init) => {
    let response: Response;
    try {
      response = await fetch(input, { ...init, signal: AbortSignal.timeout(answerMsMax) });
    } catch {
      return failure(); // said again as SupabaseUnavailable by whoever reads the status
    }
    if (response.status <= 501) return response;
    await response.body?.cancel();
    return failure();
  };
}

const failure = () => Response.json({ code: 'unreachable', message: 'Supabase Auth does not answer' }, { status: 500 });
