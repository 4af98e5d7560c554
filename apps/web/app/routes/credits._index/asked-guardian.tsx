import type { Offer, SpendApproval, Subscription } from '@keepword/contracts';
import { Form, Link, useNavigation } from '@remix-run/react';
import { Said } from '../../page/said.js';
import { useCsrf } from '../../page/use-root.js';
import { askedInWords, standingInWords } from '../../wording/approvals.js';
import { processors } from './processors.js';

interface Asked {
  approvals: SpendApproval[];
  offers: Offer[];
  /** The newest; not necessarily one that runs. */
  subscription: Subscription | null;
  idempotencyKey: string;
}

/** What a minor's guardian was asked, what came of the last press, and a button to buy what they approved. */
export function AskedGuardian({ approvals, said, ...rest }: Asked & { said: { done: string } | undefined }) {
  const csrf = useCsrf();
  const busy = useNavigation().state === 'submitting';
  return (
    <section className="block" aria-labelledby="guardian-title">
      <h2 id="guardian-title">Your guardian decides</h2>
      <p>
        When you choose something to buy, your guardian is asked by mail. Once they approve it, you can buy exactly that, once, within seven
        days.
      </p>
      <Said answer={said} />
      {approvals.length > 0 ? (
        <ul className="decision-list">
          {approvals.map((approval) => (
            <li key={approval.id}>
              <p>
                <b>{askedInWords(approval)}</b>
              </p>
              <p className="hint">{standingInWords(approval, 'minor')}.</p>
              {approval.state === 'approved' ? <Approved approval={approval} {...rest} /> : null}
            </li>
          ))}
        </ul>
      ) : null}
      <Form method="post" action="/credits?index">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="intent" value="guardian-link" />
        <button disabled={busy}>Send my guardian a new link</button>
      </Form>
    </section>
  );
}

/** The way to what was approved: a checkout or, where the cancellation of that subscription is to be taken back, its page. */
function Approved({ approval, offers, subscription, idempotencyKey }: Omit<Asked, 'approvals'> & { approval: SpendApproval }) {
  const csrf = useCsrf();
  const busy = useNavigation().state === 'submitting';
  if (approval.interval !== null && subscription?.state === 'active')
    return (
      <p>
        <Link to="/credits/subscription">Resume the subscription</Link>
      </p>
    );
  return (
    <Form method="post" action="/credits?index" className="decision-ways">
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="idempotencyKey" value={`${idempotencyKey}.${approval.id}`} />
      {(offers.find(({ id }) => id === approval.offerId)?.providers ?? []).map((provider) => (
        <button key={provider} className="primary" name="buy" value={`${approval.offerId}:${provider}`} disabled={busy}>
          Buy it with {processors[provider]}
          <span className="visually-hidden"> {askedInWords(approval)}</span>
        </button>
      ))}
    </Form>
  );
}
