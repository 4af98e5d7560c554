import { useEffect } from 'react';
import { processors } from './processors.js';

/** The step out to the payment page: by script, by refresh where there is none, and by a link in any case. */
export function Leaving({ to, provider }: { to: string; provider: keyof typeof processors }) {
  useEffect(() => window.location.assign(to), [to]);
  return (
    <section className="page narrow" role="status">
      <noscript>
        <meta httpEquiv="refresh" content={`0;url=${to}`} />
      </noscript>
      <h1>On to {processors[provider]}</h1>
      <p className="lead">The payment happens on their page. You come back here with your receipt.</p>
      <p>
        <a className="button primary" href={to} rel="external noreferrer">
          Go on to {processors[provider]}
        </a>
      </p>
    </section>
  );
}
