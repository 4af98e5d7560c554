import {
  decideModeration,
  listModeration,
  moderationDecision,
  moderationGround,
  readModeration,
  type ModerationItem,
} from '@keepword/contracts';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react';
import { openConsoleVisit, type ConsoleVisit } from '../../console/console-visit.server.js';
import { ReasonField } from '../../console/reason-field.js';
import { Said } from '../../page/said.js';
import { useConsole } from '../../console/use-console.js';
import { MissingPart } from '../../page/missing-part.js';
import { field, readForm } from '../../platform/form.server.js';
import { isRefused, part, refusal, tried, type Refused } from '../../platform/problems.server.js';
import { minuteInWords } from '../../wording/time.js';

export const meta: MetaFunction = () => [{ title: 'Moderation · Privacy console' }, { name: 'robots', content: 'noindex' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const visit = openConsoleVisit(request);
  const { searchParams } = new URL(request.url);
  const decided = searchParams.get('decided') === 'yes' ? ('yes' as const) : ('no' as const);
  const cursor = searchParams.get('cursor');
  const items = await part(visit, () => visit.api.call(listModeration, { query: { decided, ...(cursor ? { cursor } : {}) } }));
  return data({ items, decided }, { headers: visit.headers() });
}

type Answer = { done: string } | { read: { id: string; text: string | null } } | Refused;

export async function action({ request }: ActionFunctionArgs) {
  const visit = openConsoleVisit(request);
  const form = await readForm(visit);
  const answer = await (form.get('intent') === 'read' ? read(visit, form) : decide(visit, form));
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

function read(visit: ConsoleVisit, form: FormData): Promise<Answer> {
  return tried(visit, async () => ({
    read: await visit.api.call(readModeration, { params: { id: field(form, 'id') ?? '' }, query: { reason: field(form, 'reason') ?? '' } }),
  }));
}

async function decide(visit: ConsoleVisit, form: FormData): Promise<Answer> {
  const [asked, standsOn] = (field(form, 'decision') ?? '').split(':', 2);
  const decision = moderationDecision.options.find((one) => one === asked);
  const ground = moderationGround.options.find((one) => one === standsOn);
  if (!decision || !ground) return refusal('/problems/invalid-request', 'Choose what is decided and why');
  return tried(visit, async () => {
    const body = { decision, ground, reason: field(form, 'reason') ?? '' };
    await visit.api.call(decideModeration, { params: { id: field(form, 'id') ?? '' }, body });
    return { done: `Decided: ${decision}. The person is told by mail.` };
  });
}

export default function Moderation() {
  const { items, decided } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <>
      <h1>Moderation</h1>
      <nav className="console-filters" aria-label="Views">
        <Link to="/console/moderation" aria-current={decided === 'no' ? 'page' : undefined}>
          To be decided
        </Link>
        <Link to="/console/moderation?decided=yes" aria-current={decided === 'yes' ? 'page' : undefined}>
          Decided
        </Link>
      </nav>
      <Said answer={answer} />
      {!items.here ? <MissingPart because={items.because} /> : null}
      {items.here && items.value.items.length === 0 ? (
        <p>{decided === 'yes' ? 'Nothing was decided yet.' : 'Nothing waits for a decision.'}</p>
      ) : null}
      {items.here ? (
        <ol className="timeline">
          {items.value.items.map((item) => (
            <Item key={item.id} item={item} read={answer && 'read' in answer && answer.read.id === item.id ? answer.read : null} />
          ))}
        </ol>
      ) : null}
      {items.here && items.value.nextCursor !== null ? (
        <p>
          <Link to={`?${new URLSearchParams({ decided, cursor: items.value.nextCursor }).toString()}`}>Older</Link>
        </p>
      ) : null}
    </>
  );
}

function Item({ item, read: shown }: { item: ModerationItem; read: { text: string | null } | null }) {
  const csrf = useConsole()?.csrf;
  const { id, subjectId, stage, codes, hasContent, at, decisions: made } = item;
  return (
    <li className="console-commands">
      <p>
        <b>{stage}</b> {item.awaitsPerson && made.length === 0 ? <b>waits for a person</b> : null} {codes.join(', ')} · {minuteInWords(at)}{' '}
        · <code>{subjectId}</code>
      </p>
      {made.map((one) => (
        <p key={one.id} className="hint">
          {one.decision} ({one.ground}) {minuteInWords(one.at)} by {one.staffId.slice(-8)}: {one.reason}
        </p>
      ))}
      {shown ? <p className="said">{shown.text ?? 'Nothing was written, or it is gone.'}</p> : null}
      {hasContent && !shown ? (
        <details>
          <summary>Read what was written</summary>
          <Form method="post">
            <input type="hidden" name="csrf" value={csrf} />
            <input type="hidden" name="intent" value="read" />
            <input type="hidden" name="id" value={id} />
            <ReasonField id={`read-${id}`} seenBy="The person sees it." />
            <button>Show it</button>
          </Form>
        </details>
      ) : null}
      <details>
        <summary>Decide</summary>
        <Form method="post">
          <input type="hidden" name="csrf" value={csrf} />
          <input type="hidden" name="id" value={id} />
          <div className="field">
            <label htmlFor={`decision-${id}`}>Decision; the person reads the sentence</label>
            <select id={`decision-${id}`} name="decision" required defaultValue="">
              <option value="" disabled>
                Choose what is decided and why
              </option>
              {moderationDecision.options
                .filter((decision) => item.grounds.some(({ decisions }) => decisions.includes(decision)))
                .map((decision) => (
                  <optgroup key={decision} label={decision}>
                    {item.grounds
                      .filter(({ decisions }) => decisions.includes(decision))
                      .map(({ ground, says }) => (
                        <option key={ground} value={`${decision}:${ground}`}>
                          {says}
                        </option>
                      ))}
                  </optgroup>
                ))}
            </select>
          </div>
          <ReasonField id={`reason-${id}`} seenBy="For the record. The person reads the sentence above, not this." />
          <button>Decide</button>
        </Form>
      </details>
    </li>
  );
}
