import type { ConsoleCasePage, StaffMember } from '@keepword/contracts';
import { Form, useNavigation } from '@remix-run/react';
import { choices, commandForms, offeredCommands, scopeChoices, type Asks, type CommandKind } from '../../console/commands.js';
import { assigneesFor } from '../../console/team.js';
import { useConsole } from '../../console/use-console.js';
import { caseClassIds } from '../../wording/cases.js';

/** What may be done now, each as a form of its own; the service offers only what this member may. */
interface Commanded {
  readonly shown: ConsoleCasePage;
  readonly team: readonly StaffMember[];
}

export function Commands({ shown, team, idempotencyKey }: Commanded & { idempotencyKey: string }) {
  const kinds = offeredCommands(shown);
  const merges = shown.commands.includes('merge');
  return (
    <section className="console-part" aria-labelledby="commands-title">
      <h2 id="commands-title">Commands</h2>
      {kinds.length === 0 && !merges ? <p className="hint">There is nothing you can do here now.</p> : null}
      <div className="console-commands">
        {kinds.map((kind) => (
          <Command key={kind} kind={kind} shown={shown} team={team} idempotencyKey={idempotencyKey} />
        ))}
        {merges ? <Merge suspected={shown.suspectedDuplicateOf} /> : null}
      </div>
    </section>
  );
}

function Command({ kind, shown, team, idempotencyKey }: Commanded & { kind: CommandKind; idempotencyKey: string }) {
  const csrf = useConsole()?.csrf;
  const busy = useNavigation().state === 'submitting';
  const { label, asks, grave } = commandForms[kind];
  return (
    <details name="command">
      <summary data-row>{label}</summary>
      <Form method="post">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="kind" value={kind} />
        <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
        {asks.map((asked) => (
          <Asked key={asked} asked={asked} id={`${kind}-${asked}`} shown={shown} team={team} />
        ))}
        <button className={grave ? 'danger' : undefined} aria-disabled={busy || undefined}>
          {label}
        </button>
      </Form>
    </details>
  );
}

function Asked({ asked, id, shown, team }: Commanded & { asked: Asks; id: string }) {
  const me = useConsole()?.staff;
  switch (asked) {
    case 'text':
    case 'text-if-any':
      return (
        <div className="field">
          <label htmlFor={id}>{asked === 'text' ? 'Text' : 'Text, if any'}</label>
          <textarea id={id} name="text" maxLength={20_000} required={asked === 'text'} />
        </div>
      );
    case 'ground':
      return (
        <Choice
          id={id}
          label="Ground"
          name="ground"
          options={shown.grounds.map(({ ground, article, says }) => [ground, `${article}: ${says}`])}
        />
      );
    case 'outcome':
      return <Choice id={id} label="Outcome" name="outcome" options={same(choices.outcome)} />;
    case 'action':
      return <Choice id={id} label="Action" name="action" options={same(choices.action)} />;
    case 'running-action': {
      const running = shown.actions.filter(({ finishedAt }) => finishedAt === null);
      return <Choice id={id} label="Action" name="actionId" options={running.map((action) => [action.id, action.kind])} />;
    }
    case 'member':
      return <Choice id={id} label="To" name="to" options={members(shown, team, me)} chosen={shown.assignedTo ?? me?.id ?? ''} />;
    case 'email-if-any':
      return (
        <div className="field">
          <label htmlFor={id}>At another address, if the account has another one than the sender</label>
          <input id={id} name="email" type="email" maxLength={254} autoComplete="off" />
        </div>
      );
    case 'class':
      return (
        <>
          <Choice id={id} label="Class" name="class" options={same(caseClassIds)} chosen={shown.class} />
          <Choice id={`${id}-scope`} label="Part" name="scope" options={scopeChoices} />
        </>
      );
    case 'pause-reason':
      return <Choice id={id} label="Reason" name="reason" options={same(choices.reason)} />;
    case 'substantive':
      return (
        <label className="check">
          <input type="checkbox" name="substantive" value="1" defaultChecked />
          <span>It answers what was asked</span>
        </label>
      );
    case 'lift-at':
      return (
        <div className="field">
          <label htmlFor={id}>Lifted at (UTC), a week from now or later; empty for in a week</label>
          <input id={id} name="liftAt" type="datetime-local" />
        </div>
      );
    case 'received-at':
      return (
        <div className="field">
          <label htmlFor={id}>Received at (UTC), if by a message</label>
          <input id={id} name="receivedAt" type="datetime-local" />
        </div>
      );
  }
}

/** Names that are their own words. */
const same = (names: readonly string[]) => names.map((name) => [name, name] as const);

type Me = Pick<StaffMember, 'id' | 'roles'> | null | undefined;

/** Nobody, oneself, and whoever else may work on it. */
function members({ class: caseClass }: ConsoleCasePage, team: readonly StaffMember[], me: Me): [string, string][] {
  const others = assigneesFor(caseClass, team, me ?? null).toSorted((a, b) => Number(b.id === me?.id) - Number(a.id === me?.id));
  return [['', 'nobody'], ...others.map(({ id, email }) => [id, id === me?.id ? `me (${email})` : email] satisfies [string, string])];
}

function Choice({
  id,
  label,
  name,
  options,
  chosen,
}: {
  id: string;
  label: string;
  name: string;
  options: readonly (readonly [string, string])[];
  chosen?: string;
}) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} name={name} defaultValue={chosen}>
        {options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

function Merge({ suspected }: { suspected: string | null }) {
  const csrf = useConsole()?.csrf;
  return (
    <details name="command">
      <summary data-row>Merge into another case</summary>
      <Form method="post">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="intent" value="merge" />
        <div className="field">
          <label htmlFor="merge-into">Id of the older case</label>
          <input id="merge-into" name="into" defaultValue={suspected ?? ''} maxLength={36} required autoComplete="off" />
        </div>
        <button className="danger">Merge</button>
      </Form>
    </details>
  );
}
