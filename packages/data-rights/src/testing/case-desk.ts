import { profile, type Profile, type ProfileId } from '@keepword/policy';
import { isRefusal, newId, type Id, type Instant, type UnitOfWork } from '@keepword/primitives';
import { carryOut, type CasePorts, type NewContent } from '../cases/carry-out.js';
import type { CaseCommand } from '../cases/case-command.js';
import type { Case } from '../cases/case-state.js';
import { openCase, type OpenCase } from '../cases/open-case.js';
import { receiveMail, type ReceivedMail } from '../cases/receive-mail.js';
import type { Actor } from '../cases/requester.js';
import type { CaseStoreUnderTest } from './memory-cases.js';

export const MORNING = new Date('2026-03-04T08:00:00Z');
export const afterHours = (hours: number): Instant => new Date(MORNING.getTime() + hours * 3_600_000);
export const freshKey = () => newId(MORNING);

/** A team at work on a store, each deed in a unit of work of its own. */
export function caseDesk(under: CaseStoreUnderTest, id: ProfileId = 'fluxkrea') {
  const rules: Profile = profile(id);
  const at = <T>(hours: number, work: (ports: CasePorts) => Promise<T>) =>
    under.transaction((uow) => work({ store: under.store, uow, profile: rules, at: afterHours(hours) }));
  const read = <T>(work: (uow: UnitOfWork) => Promise<T>) => under.transaction(work);
  const words = (kind: NewContent['kind'] = 'message', text = 'some words'): NewContent => ({ contentId: newId(MORNING), kind, text });

  return {
    at,
    read,
    words,
    open(actor: Actor, asked: Partial<OpenCase> & Pick<OpenCase, 'requester'>, hours = 0) {
      const defaults = {
        key: freshKey(),
        class: 'access',
        scope: null,
        channel: 'settings',
        policyVersion: '1',
        authenticatedAt: null,
      } as const;
      return at(hours, (ports) => openCase(ports, { ...defaults, receivedAt: afterHours(hours), contents: [], ...asked }, actor));
    },
    mail(mail: Partial<ReceivedMail> & Pick<ReceivedMail, 'addressKey'>, hours = 0) {
      const defaults = {
        messageId: freshKey(),
        subjectLine: 'A question',
        text: 'What do you know about me?',
        from: 'anna@example.org',
        receivedAt: afterHours(hours),
        policyVersion: '1',
        attachmentsLeftOut: 0,
        opensAs: { class: 'access', scope: null },
      } as const;
      return at(hours, (ports) => receiveMail(ports, { ...defaults, ...mail }));
    },
    tell(
      caseId: Id,
      command: CaseCommand,
      actor: Actor,
      also: { hours?: number; key?: string | null; contents?: readonly NewContent[] } = {},
    ) {
      const { hours = 1, key = null, contents = [] } = also;
      return at(hours, (ports) => carryOut(ports, { caseId, key, command, contents }, actor));
    },
    async load(caseId: Id): Promise<Case> {
      const loaded = await read((uow) => under.store.load(uow, caseId));
      if (!loaded) throw new Error(`no case ${caseId}`);
      return loaded.case;
    },
  };
}

/** The answer, when it is no refusal. */
export function done<T>(answer: T): Exclude<T, { refused: string }> {
  if (isRefusal(answer)) throw new Error(`refused: ${JSON.stringify(answer)}`);
  return answer as Exclude<T, { refused: string }>;
}
