import type { getRestriction, listObjections } from '@keepword/contracts';
import { Form, Link } from '@remix-run/react';
import type { z } from 'zod';
import { useCsrf } from '../../page/use-root.js';
import type { Part } from '../../platform/problems.server.js';
import { nameInWords } from '../../wording/cases.js';
import { dayInWords, minuteInWords } from '../../wording/time.js';

type Answer<Endpoint extends { answer?: z.ZodType }> = Part<z.output<NonNullable<Endpoint['answer']>>>;
interface StandingProps {
  restriction: Answer<typeof getRestriction>;
  objections: Answer<typeof listObjections>;
  /** The service's, at the time of the answer. */
  now: string;
}

/** What the person has asked for and what therefore holds now: a restriction, objections. Nothing where nothing does. */
export function Standing({ restriction, objections, now }: StandingProps) {
  const since = restriction.here ? restriction.value.since : null;
  const items = objections.here ? objections.value.items : [];
  if (since === null && items.length === 0) return null;
  return (
    <section className="block measure" id="standing" aria-labelledby="standing-title">
      <h2 id="standing-title">What holds because you asked for it</h2>
      {since === null ? null : <Restriction since={since} liftAt={restriction.here ? restriction.value.liftAt : null} now={now} />}
      {items.length === 0 ? null : (
        <ul className="timeline">
          {items.map(({ against, purpose, at }) => (
            <li key={`${against} ${purpose}`}>
              {against === 'direct-marketing'
                ? 'No marketing'
                : `Nothing that rests on our interests${purpose ? `: ${nameInWords(purpose)}` : ''}`}
              <span className="hint"> since {dayInWords(at)}</span>
              <TakeBack against={against} purpose={purpose} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Restriction({ since, liftAt, now }: { since: string; liftAt: string | null; now: string }) {
  const csrf = useCsrf();
  const isBeingLifted = liftAt !== null && liftAt <= now;
  return (
    <div className="notice stack">
      <p>
        <b>Your data is only kept</b>, since {minuteInWords(since)}. Nothing can be made or bought, and nobody works with it.
      </p>
      {liftAt === null ? null : (
        <p>
          It is lifted on {minuteInWords(liftAt)}. If you do not agree, answer the mail that told you so, or{' '}
          <Link to="/contact">write to us</Link>.
        </p>
      )}
      {isBeingLifted ? null : (
        <Form method="post" className="stack">
          <input type="hidden" name="csrf" value={csrf} />
          <input type="hidden" name="intent" value="lift" />
          <p>If you lift the restriction, everything that the policy allows happens again, within seconds.</p>
          <p>
            <button>Lift the restriction</button>
          </p>
        </Form>
      )}
    </div>
  );
}

function TakeBack({ against, purpose }: { against: string; purpose: string | null }) {
  const csrf = useCsrf();
  return (
    <Form method="post">
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="intent" value="take-back" />
      <input type="hidden" name="against" value={against} />
      {purpose === null ? null : <input type="hidden" name="purpose" value={purpose} />}
      <button>
        Take it back<span className="visually-hidden">: {purpose ?? nameInWords(against)}</span>
      </button>
    </Form>
  );
}
