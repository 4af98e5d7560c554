import type { Mail, Mailer } from '@keepword/accounts';
import {
  caseClassIds,
  caseFrom,
  clocksOf,
  type ActionKind,
  type CaseClass,
  type CaseEvent,
  type CaseFact,
  type CaseScope,
} from '@keepword/data-rights';
import { profile, type ProfileId } from '@keepword/policy';
import { newId } from '@keepword/primitives';
import type { PlatformEnvironment } from '../environment.js';
import { mailsOwed, mailsWaitUntil } from './case-mail-plan.js';
import { caseMails } from './case-mails.js';
import { deadlineSentences, matterOf, moment } from './case-words.js';

/** Friday at noon. */
const received = new Date('2026-03-06T12:00:00Z');
const [caseId, subjectId] = [newId(received), newId(received)];
const environment = { WEB_URL: 'https://keepword.example', PRIVACY_MAILBOX: 'privacy@keepword.example' } as PlatformEnvironment;

function opening(
  caseClass: CaseClass,
  scope: CaseScope = null,
  of: ProfileId = 'fluxkrea',
  channel: 'settings' | 'rule' = 'settings',
): CaseEvent {
  return {
    kind: 'opened',
    sequence: 1,
    at: received,
    by: { kind: 'system' },
    caseId,
    reference: 'KW-7F3K-92QX',
    profileId: of,
    policyVersion: '1',
    class: caseClass,
    scope,
    channel,
    requester: { kind: 'subject', subjectId },
    receivedAt: received,
    clocks: clocksOf(profile(of), caseClass, received),
    follows: null,
    contentId: null,
  };
}
const opened = (...asked: Parameters<typeof opening>) => caseFrom([opening(...asked)]);

const sent: Mail[] = [];
const mailer: Mailer = {
  id: 'resend',
  send(mail) {
    sent.push(mail);
    return Promise.resolve({ vendorMessageId: mail.id });
  },
};
const mails = caseMails({ profile: profile('fluxkrea'), environment, mailer });
const to = { to: 'ada@example.org', at: received, sequence: 1 };
beforeEach(() => sent.splice(0));

describe('what a case owes', () => {
  const kinds = (...asked: Parameters<typeof opening>) => mailsOwed(opened(...asked), [opening(...asked)]).map(({ mail }) => mail);

  it('is a receipt, and a proof where data is at stake', () => {
    expect(kinds('access')).toEqual(['receipt', 'proof']);
    expect(kinds('inquiry')).toEqual(['receipt']);
    expect(kinds('objection', { against: 'direct-marketing' })).toEqual(['receipt']);
  });

  it('is no receipt where nobody wrote', () => {
    expect(kinds('erasure', { what: 'account' }, 'fluxkrea', 'rule')).not.toContain('receipt');
  });

  it('is nothing for a note, and nothing twice', () => {
    const found = { ...opened('inquiry'), receiptSentAt: received };
    const by = { kind: 'staff', staffId: newId(received) } as const;
    expect(mailsOwed(found, [{ kind: 'noted', contentId: newId(received), sequence: 2, at: received, by }])).toEqual([]);
    expect(mailsOwed(found, [])).toEqual([]);
  });

  it('is a warning before a restriction ends, with the day and how to disagree', async () => {
    const found = opened('restriction');
    const [liftAt, by] = [new Date('2026-04-20T08:00:00Z'), { kind: 'staff', staffId: newId(received) } as const];
    const announced = { kind: 'lifting-announced', liftAt, sequence: 2, at: received, by } as const;
    expect(mailsOwed({ ...found, state: 'fulfilled', receiptSentAt: received }, [announced])).toMatchObject([
      { mail: 'lifting-announced', liftAt },
    ]);
    await mails.liftingAnnounced(found, to, liftAt);
    expect(sent[0]?.subject).toContain('The restriction of your data ends on 20 April 2026');
    expect(sent[0]?.text).toContain('If you do not agree, answer this mail');
  });

  it('at the end depends on who tells: exports and erasures mail their own links', () => {
    const end = { kind: 'fulfilled', outcome: 'carried-out', sequence: 2, at: received, by: { kind: 'system' } } as const;
    const atTheEnd = (caseClass: CaseClass) => mailsOwed({ ...opened(caseClass), state: 'fulfilled' }, [end]).map(({ mail }) => mail);
    expect([atTheEnd('export'), atTheEnd('erasure'), atTheEnd('rectification')]).toEqual([[], [], ['carried-out']]);
  });
});

describe('what happens within a moment', () => {
  const deeds: ReadonlySet<ActionKind> = new Set<ActionKind>(['restriction', 'export']);
  const by = { kind: 'system' } as const;
  const rest = (...facts: readonly CaseFact[]): CaseEvent[] =>
    facts.map((fact, index) => ({ ...fact, sequence: index + 2, at: received, by }));
  const verified = { kind: 'verified', method: 'signed-in-session', subjectId } as const;
  const [actionId, contentId] = [newId(received), newId(received)];
  const started = (action: ActionKind) => ({ kind: 'action-started', actionId, action, coolingOffUntil: null }) as const;
  const answered = { kind: 'answered', contentId, substantive: true } as const;
  const done = [
    { kind: 'action-finished', actionId },
    { kind: 'fulfilled', outcome: 'carried-out' },
  ] as const;
  const told = (caseClass: CaseClass, ...facts: readonly CaseFact[]) => {
    const events = [opening(caseClass), ...rest(...facts)];
    return { found: caseFrom(events), events };
  };

  it('is told in one mail: that it came, what is done about it, and that it is done', () => {
    const { found, events } = told('restriction', verified, started('restriction'), answered, ...done);
    expect(mailsWaitUntil(found, events, deeds)).toBeNull();
    expect(mailsOwed(found, events)).toEqual([
      { mail: 'all-in-one', event: events.at(-1), isReceipt: true, contentIds: [contentId], isDone: true },
    ]);
    const later = events.slice(2);
    expect(mailsOwed(found, later)).toMatchObject([{ mail: 'all-in-one', isReceipt: false, isDone: true }]);
  });

  it('waits for the deed that is about to begin or to end, and for nothing else', () => {
    const soon = new Date(received.getTime() + 3_000);
    const waits = (...asked: Parameters<typeof told>) => {
      const { found, events } = told(...asked);
      return mailsWaitUntil(found, events, deeds);
    };
    expect(waits('restriction', verified)).toEqual(soon);
    expect(waits('restriction', verified, started('restriction'), answered)).toEqual(soon);
    expect(waits('export', verified)).toEqual(soon);
    expect(waits('export', verified, started('export'), answered)).toBeNull();
    expect(waits('restriction')).toBeNull();
    expect(waits('rectification', verified)).toBeNull();
    expect(waits('inquiry')).toBeNull();
  });

  it('leaves what a person of the team says a mail of its own', () => {
    const events = [
      opening('complaint'),
      ...rest(answered).map((event) => ({ ...event, by: { kind: 'staff', staffId: actionId } as const })),
    ];
    expect(mailsOwed(caseFrom(events), events).map(({ mail }) => mail)).toEqual(['receipt', 'words']);
  });

  it('says all that three mails would say', async () => {
    await mails.allInOne(opened('restriction'), to, { isReceipt: true, words: ['From now on it is only kept.'], isDone: true });
    expect(sent[0]?.subject).toBe('[KW-7F3K-92QX] Done: your request to restrict what is done with your data');
    for (const part of ['we received your', 'KW-7F3K-92QX', 'From now on it is only kept.', 'has been carried out'])
      expect(sent[0]?.text).toContain(part);
    await mails.allInOne(opened('export'), to, { isReceipt: true, words: ['Putting it together.'], isDone: false });
    expect(sent[1]?.text).toContain('We answer by');
  });
});

describe('attached files', () => {
  it('are counted in the acknowledgement, with what to do instead', async () => {
    await mails.receipt({ ...opened('access'), attachmentsLeftOut: 2 }, to, true);
    expect(sent[0]?.text).toContain('The 2 files that were attached were not taken in');
    expect(sent[0]?.text).toContain('into the text of an answer');
    await mails.receipt(opened('access'), to, true);
    expect(sent[1]?.text).not.toContain('attached');
  });

  it('of an answer are told of too, once', () => {
    const reply: CaseEvent = {
      kind: 'person-replied',
      contentId: newId(received),
      addressMatches: true,
      attachmentsLeftOut: 1,
      sequence: 2,
      at: received,
      by: { kind: 'system' },
    };
    const found = { ...caseFrom([opening('inquiry'), reply]), receiptSentAt: received };
    expect(found.attachmentsLeftOut).toBe(1);
    expect(mailsOwed(found, [reply])).toEqual([{ mail: 'attachments', event: reply }]);
    expect(mailsOwed(found, [{ ...reply, attachmentsLeftOut: 0 }])).toEqual([]);
  });
});

describe('a mail about a case', () => {
  it('names its reference in the subject, and is the same mail when it is sent again', async () => {
    await mails.receipt(opened('access'), to, true);
    await mails.receipt(opened('access'), to, true);
    expect(sent[0]).toEqual(sent[1]);
    expect(sent[0]?.subject).toBe('[KW-7F3K-92QX] We received your request to see your data');
    expect(sent[0]?.headers).toEqual({ 'Auto-Submitted': 'auto-generated' });
    await mails.receipt(opened('access'), { ...to, sequence: 9 }, true);
    expect(sent[2]?.id).not.toBe(sent[0]?.id);
  });

  it('says the same in text and in HTML, and lets nobody write HTML', async () => {
    await mails.words(opened('inquiry'), to, 'a < b & "c"\nnext', false);
    expect(sent[0]?.text).toContain('    a < b & "c"\n    next');
    expect(sent[0]?.html).toContain('>a &lt; b &amp; &quot;c&quot;<br/>next</p></blockquote>');
  });

  it('leads to the page that proves, with the token and nothing else', async () => {
    const proof = { challengeId: newId(received), token: 'a-token', expiresAt: new Date('2026-03-07T12:00:00Z') };
    await mails.proof(opened('objection', { against: 'legitimate-interests' }), 'ada@example.org', proof);
    expect(sent[0]?.text).toContain(`https://keepword.example/cases/${caseId}/verification?token=a-token`);
    expect(sent[0]?.text).toContain('sent us an objection.');
    expect(sent[0]?.id).toBe(proof.challengeId);
  });

  it('tells of a certificate anew when there is a newer one', async () => {
    const certificate = {
      runId: newId(received),
      reference: 'KW-7F3K-92QX',
      to: 'a@b.example',
      issuedAt: received,
      href: 'https://k.example/c',
    };
    await mails.certificate({ ...certificate, state: 'provisional', digest: 'one' });
    await mails.certificate({ ...certificate, state: 'final', digest: 'two' });
    expect(sent[0]?.id).not.toBe(sent[1]?.id);
    expect(sent[1]?.subject).toContain('Your data is erased');
  });
});

describe('the dates that are promised', () => {
  it.each([
    [
      'fluxkrea',
      'access',
      ['Somebody of our team replies by Tuesday, 10 March 2026, 12:00 UTC.', 'We answer by Sunday, 5 April 2026, 12:00 UTC.'],
    ],
    ['fluxvision', 'access', ['We answer by Monday, 9 March 2026, 12:00 UTC.']],
  ] as const)('under %s for %s', (id, caseClass, sentences) => {
    expect(deadlineSentences(opened(caseClass, null, id))).toEqual(sentences);
  });

  it('are written out in UTC', () => {
    expect(moment(new Date('2026-12-31T23:59:59Z'))).toBe('Thursday, 31 December 2026, 23:59 UTC');
    expect(moment(new Date('2026-01-01T00:00:00Z'))).toBe('Thursday, 1 January 2026, 00:00 UTC');
  });

  it('belong to a matter that each class has words for', () => {
    for (const id of caseClassIds) expect(matterOf({ class: id, scope: null }).length).toBeGreaterThan(5);
    expect(matterOf({ class: 'erasure', scope: { what: 'images' } })).toBe('request to erase your pictures');
  });
});
