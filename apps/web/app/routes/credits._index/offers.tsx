import type { Offer } from '@keepword/contracts';
import { Form, useNavigation } from '@remix-run/react';
import { RefusalNotice } from '../../page/refusal-notice.js';
import { useCsrf } from '../../page/use-root.js';
import { Promise as PromiseLine } from '../../promises/promise.js';
import { price, wholeNumber } from '../../wording/amounts.js';
import { processors } from './processors.js';

/** What can be bought, one button per processor that takes the payment. */
export function Offers({ packs, answer, idempotencyKey }: { packs: Offer[]; answer: unknown; idempotencyKey: string }) {
  const csrf = useCsrf();
  const busy = useNavigation().state === 'submitting';
  if (packs.length === 0) return null;
  return (
    <section className="block">
      <h2>Buy</h2>
      <RefusalNotice answer={answer} />
      <Form method="post" action="/credits?index">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
        <ul className="offers">
          {packs.map((pack) => (
            <li key={pack.id}>
              <p className="offer-credits">
                <b>{wholeNumber(pack.credits)}</b> credits
              </p>
              <p className="offer-price">{price(pack.amountMinor, pack.currency)}</p>
              {pack.providers.map((provider) => (
                <button key={provider} name="buy" value={`${pack.id}:${provider}`} disabled={busy}>
                  {pack.providers.length > 1 ? `Pay with ${processors[provider]}` : 'Buy'}
                  <span className="visually-hidden"> {wholeNumber(pack.credits)} credits</span>
                </button>
              ))}
            </li>
          ))}
        </ul>
      </Form>
      <PromiseLine place="pay" />
    </section>
  );
}
