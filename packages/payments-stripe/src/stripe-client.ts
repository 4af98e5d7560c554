import Stripe from 'stripe';
import type { StripeConfig } from './config.js';

const requestTimeoutMs = 15_000;
const networkRetriesMax = 2;

/** The SDK as it is published; only the address of the API may differ. Telemetry about our latencies is not sent. */
export function stripeClient(config: StripeConfig): Stripe {
  const common = { timeout: requestTimeoutMs, maxNetworkRetries: networkRetriesMax, telemetry: false } as const;
  if (!config.apiBaseUrl) return new Stripe(config.secretKey, common);
  const base = new URL(config.apiBaseUrl);
  const secure = base.protocol === 'https:';
  return new Stripe(config.secretKey, {
    ...common,
    protocol: secure ? 'https' : 'http',
    host: base.hostname,
    port: base.port || (secure ? 443 : 80),
    httpClient: new UnderPath(base.pathname.replace(/\/+$/, ''), Stripe.createNodeHttpClient()),
  });
}

type MakeRequest = Stripe.HttpClient['makeRequest'];

/** The SDK takes host, port and protocol but no path prefix, so the last step before the wire adds it. */
class UnderPath extends Stripe.HttpClient {
  readonly #prefix: string;
  readonly #inner: Stripe.HttpClient;

  constructor(prefix: string, inner: Stripe.HttpClient) {
    super();
    this.#prefix = prefix;
    this.#inner = inner;
  }

  override getClientName(): string {
    return this.#inner.getClientName();
  }

  override makeRequest(...[host, port, path, ...rest]: Parameters<MakeRequest>): ReturnType<MakeRequest> {
    return this.#inner.makeRequest(host, port, this.#prefix + path, ...rest);
  }
}
