import type { Offer, SpendApproval } from '@keepword/contracts';
import { Form, useNavigation } from '@remix-run/react';
import { useCsrf } from '../../page/use-root.js';
import { askedInWords, standingInWords } from '../../wording/approvals.js';
import { processors } from './processors.js';

/** What a minor's guardian was asked, and a button to buy what they approved. */
export function AskedGuardian({
  approvals,
  offers,
  idempotencyKey,
}: {
  approvals: SpendApproval[];
  offers: Offer[];
  idempotencyKey: string;
}) {
  const csrf = useCsrf();
  const busy = useNavigation().state === 'submitting';
  return (
    <section className="block" aria-labelledby="guardian-title">
      <h2 id="guardian-title">Your guardian decides</h2>
      <p>
        When you choose something to buy, your guardian is asked by mail. Once they approve it, you can buy exactly that, once, within seven
        days.
      </p>
      <ul className="decision-list">
        {approvals.map((approval) => (
          <li key={approval.id}>
            <p>
              <b>{askedInWords(approval)}</b> <span className="hint">{standingInWords(approval, 'minor')}</span>
            </p>
            {approval.state === 'approved' ? (
              <Form method="post" action="/credits?index" className="decision-ways">
                <input type="hidden" name="csrf" value={csrf} />
                <input type="hidden" name="idempotencyKey" value={`${idempotencyKey}.${approval.id}`} />
                {providersOf(approval, offers).map((provider) => (
                  <button key={provider} className="primary" name="buy" value={`${approval.offerId}:${provider}`} disabled={busy}>
                    Buy it with {processors[provider]}
                    <span className="visually-hidden"> {askedInWords(approval)}</span>
                  </button>
                ))}
              </Form>
            ) : null}
          </li>
        ))}
      </ul>
      <Form method="post" action="/credits?index">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="intent" value="guardian-link" />
        <button disabled={busy}>Send my guardian a new link</button>
      </Form>
    </section>
  );
}

function providersOf({ offerId }: SpendApproval, offers: Offer[]): Offer['providers'] {
  return offers.find(({ id }) => id === offerId)?.providers ?? [];
}
