import { isRefusal, newId } from '@keepword/primitives';
import { verifyHistory } from '../cases/case-history.js';
import { caseFrom } from '../cases/case-state.js';
import { mergeCases } from '../cases/merge-cases.js';
import { answerChallenge, askForProof } from '../cases/prove-identity.js';
import { remindCases } from '../cases/remind-cases.js';
import type { Actor, Requester } from '../cases/requester.js';
import { afterHours, caseDesk, done, freshKey, MORNING } from './case-desk.js';
import type { CaseStoreUnderTest } from './memory-cases.js';

const officer: Actor = { kind: 'staff', staffId: newId(MORNING), roles: ['privacy-officer'] };
const system: Actor = { kind: 'system' };

/** What every case store must do. The store is empty at first. @param open called once before the suite; `close` after it */
export function describeCaseStore(name: string, open: () => Promise<CaseStoreUnderTest & { close?(): Promise<void> }>): void {
  describe(`case store: ${name}`, () => {
    let under: Awaited<ReturnType<typeof open>>;
    const desk = () => caseDesk(under);
    const somebody = () => {
      const subjectId = newId(MORNING);
      return { subjectId, actor: { kind: 'person', subjectId } as const, requester: { kind: 'subject', subjectId } as const };
    };
    const fromAddress = (): Requester & { kind: 'address' } => ({ kind: 'address', addressKey: freshKey() });
    const history = (caseId: string) => desk().read((uow) => under.store.history(uow, caseId));

    beforeAll(async () => {
      under = await open();
    });
    afterAll(async () => {
      await under.close?.();
    });

    describe('openings', () => {
      it('are found by id, reference and person, with their words apart', async () => {
        const { subjectId, actor, requester } = somebody();
        const text = 'Ünïcode 🙂 and a line\nbreak';
        const opened = done(await desk().open(actor, { requester, contents: [desk().words('message', text)] }));
        expect(opened).toMatchObject({ verification: 'needed', duplicateOf: null, replayed: false });
        const found = await desk().load(opened.caseId);
        expect(found).toMatchObject({
          state: 'received',
          subjectId,
          receivedAt: MORNING,
          clocks: { respondBy: { dueAt: afterHours(720) } },
        });
        const { store } = under;
        expect(await desk().read((uow) => store.findByReference(uow, opened.reference))).toBe(opened.caseId);
        expect(await desk().read((uow) => store.findByReference(uow, 'KW-0000-0000'))).toBeNull();
        expect(await desk().read((uow) => store.contents(uow, opened.caseId))).toMatchObject([{ kind: 'message', text, at: MORNING }]);
        expect(await desk().read((uow) => store.list(uow, { subjectId }, { before: null, limit: 10 }))).toEqual([found]);
        expect(JSON.stringify(await history(opened.caseId))).not.toContain('line');
        expect(await desk().read((uow) => store.load(uow, newId(MORNING)))).toBeNull();
      });

      it('are taken in once, however often and at once they arrive', async () => {
        const { actor, requester } = somebody();
        const key = freshKey();
        const all = await Promise.all(Array.from({ length: 8 }, () => desk().open(actor, { requester, key })));
        expect(new Set(all.map((one) => done(one).caseId)).size).toBe(1);
        expect(all.filter((one) => !done(one).replayed)).toHaveLength(1);
        expect(await desk().open(actor, { requester, key, class: 'export' })).toEqual({ refused: 'idempotency-conflict' });
        expect(await desk().open(actor, { requester, key, bodyDigest: 'of other words' })).toEqual({ refused: 'idempotency-conflict' });
      });

      it('of the same matter propose a merge, and of another do not', async () => {
        const { actor, requester } = somebody();
        const first = done(await desk().open(actor, { requester }));
        expect(done(await desk().open(actor, { requester })).duplicateOf).toBe(first.caseId);
        expect(done(await desk().open(actor, { requester, class: 'export' })).duplicateOf).toBeNull();
        const images = { requester, class: 'erasure', scope: { what: 'images' } } as const;
        const erasure = done(await desk().open(actor, images));
        expect(done(await desk().open(actor, { ...images, scope: { what: 'prompts' } })).duplicateOf).toBeNull();
        done(await desk().tell(erasure.caseId, { kind: 'withdraw' }, actor));
        expect(done(await desk().open(actor, images)).duplicateOf).toBeNull();
      });

      it('of anybody look alike: no account is looked up', async () => {
        const [known, unknown] = [fromAddress(), fromAddress()];
        const answers = [];
        for (const requester of [known, unknown]) answers.push(done(await desk().open(system, { requester, channel: 'form' })));
        expect(answers.map(({ verification, duplicateOf }) => [verification, duplicateOf])).toEqual([
          ['needed', null],
          ['needed', null],
        ]);
      });

      it('refuse a channel that is not theirs, somebody else’s name, and the future', async () => {
        const { actor, requester } = somebody();
        const other = somebody().requester;
        for (const channel of ['settings', 'form'] as const) {
          expect(await desk().open(actor, { requester: other, channel })).toEqual({ refused: 'not-allowed', channel });
        }
        expect(await desk().open(system, { requester, channel: 'mail' })).toEqual({ refused: 'not-allowed', channel: 'mail' });
        expect(await desk().open(actor, { requester, channel: 'console' })).toEqual({ refused: 'not-allowed', channel: 'console' });
        expect(await desk().open(actor, { requester, receivedAt: afterHours(1) })).toEqual({ refused: 'receipt-out-of-range' });
        expect(await desk().open(actor, { requester, class: 'erasure' })).toMatchObject({ refused: 'scope-not-for-class' });
        expect(done(await desk().open(actor, { requester, authenticatedAt: MORNING })).verification).toBe('verified');
      });
    });

    describe('commands', () => {
      it('append to a history that holds, and replay to the very case', async () => {
        const { actor, requester } = somebody();
        const { caseId } = done(await desk().open(actor, { requester, authenticatedAt: MORNING }));
        const answer = desk().words('reply');
        done(await desk().tell(caseId, { kind: 'assign', to: newId(MORNING) }, officer));
        done(
          await desk().tell(caseId, { kind: 'answer', contentId: answer.contentId, substantive: true }, officer, { contents: [answer] }),
        );
        const entries = await history(caseId);
        const loaded = await desk().read((uow) => under.store.load(uow, caseId));
        expect(verifyHistory(caseId, entries, loaded?.head)).toEqual({ verdict: 'intact', entries: 4, erased: [] });
        expect(caseFrom(entries.flatMap(({ payload }) => payload ?? []))).toEqual(loaded?.case);
        expect(await desk().read((uow) => under.store.contents(uow, caseId))).toMatchObject([{ contentId: answer.contentId }]);
      });

      it('are carried out once per key, and refusals are not remembered', async () => {
        const { actor, requester } = somebody();
        const { caseId } = done(await desk().open(actor, { requester }));
        const note = () => desk().words('note');
        const send = (words = note()) =>
          desk().tell(caseId, { kind: 'note', contentId: words.contentId }, officer, { key: 'note:1', contents: [words] });
        expect(done(await send()).replayed).toBe(false);
        expect(done(await send()).replayed).toBe(true);
        expect((await desk().load(caseId)).sequence).toBe(2);
        expect(await desk().tell(caseId, { kind: 'withdraw' }, actor, { key: 'note:1' })).toEqual({ refused: 'idempotency-conflict' });
        expect(isRefusal(await desk().tell(caseId, { kind: 'resume' }, officer, { key: 'turn' }))).toBe(true);
        done(await desk().tell(caseId, { kind: 'pause', reason: 'legal-hold' }, officer, { key: 'turn' }));
      });

      it('at once: each of them counts, none is lost', async () => {
        const { actor, requester } = somebody();
        const { caseId } = done(await desk().open(actor, { requester }));
        const notes = Array.from({ length: 10 }, () => desk().words('note'));
        await Promise.all(
          notes.map((words) => desk().tell(caseId, { kind: 'note', contentId: words.contentId }, officer, { contents: [words] })),
        );
        const entries = await history(caseId);
        expect(entries.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 11 }, (_, index) => index + 1));
        expect(verifyHistory(caseId, entries).verdict).toBe('intact');
      });

      it('a stale decision and a taken reference write nothing', async () => {
        const { actor, requester } = somebody();
        const { caseId } = done(await desk().open(actor, { requester }));
        const other = done(await desk().open(actor, { requester, class: 'export' }));
        const loaded = await desk().read((uow) => under.store.load(uow, caseId));
        const entries = await history(caseId);
        if (!loaded) throw new Error('no case');
        const appending = { caseId, decidedOn: 0, entries, case: loaded.case, reminders: [], contents: [], command: null };
        expect(await desk().read((uow) => under.store.append(uow, appending))).toBe('moved-on');
        const id = newId(MORNING);
        const stolen = { ...appending, caseId: id, case: { ...loaded.case, caseId: id, reference: other.reference } };
        expect(await desk().read((uow) => under.store.append(uow, stolen))).toBe('reference-taken');
        expect(await desk().read((uow) => under.store.load(uow, id))).toBeNull();
        expect(await history(caseId)).toEqual(entries);
      });

      it('write nothing when the unit of work fails', async () => {
        const { subjectId, actor, requester } = somebody();
        const key = freshKey();
        const powerCut = desk().at(0, async (ports) => {
          const { openCase } = await import('../cases/open-case.js');
          const asked = {
            key,
            class: 'access',
            scope: null,
            channel: 'settings',
            requester,
            receivedAt: MORNING,
            policyVersion: '1',
          } as const;
          await openCase(ports, { ...asked, authenticatedAt: null, contents: [] }, actor);
          throw new Error('power cut');
        });
        await expect(powerCut).rejects.toThrow('power cut');
        expect(await desk().read((uow) => under.store.list(uow, { subjectId }, { before: null, limit: 10 }))).toEqual([]);
        expect(done(await desk().open(actor, { requester, key })).replayed).toBe(false);
      });

      it('name words that come with them, and no case of nobody', async () => {
        const { actor, requester } = somebody();
        const { caseId } = done(await desk().open(actor, { requester }));
        await expect(desk().tell(caseId, { kind: 'note', contentId: newId(MORNING) }, officer)).rejects.toThrow('do not come with it');
        expect(await desk().tell(newId(MORNING), { kind: 'withdraw' }, officer)).toEqual({ refused: 'not-found' });
      });
    });

    describe('mails', () => {
      it('of a burst are all taken in, each once, though each is delivered twice', async () => {
        const mails = Array.from({ length: 100 }, () => ({ addressKey: freshKey(), messageId: `<${freshKey()}@example.org>` }));
        const taken = await Promise.all([...mails, ...mails].map((mail) => desk().mail(mail)));
        const references = new Set(taken.map((one) => (done(one) as { reference?: string }).reference));
        expect(references.size).toBe(100);
        expect(taken.filter((one) => !done(one).replayed)).toHaveLength(100);
      });

      it('open a case once, and are threaded by its reference whoever they are from', async () => {
        const { addressKey } = fromAddress();
        const messageId = `<${freshKey()}@example.org>`;
        const first = done(await desk().mail({ addressKey, messageId }));
        const again = done(await desk().mail({ addressKey, messageId }));
        if (first.taken !== 'opened') throw new Error('a first mail opens a case');
        expect(again).toEqual({ ...first, replayed: true });
        const subjectLine = `Re: [${first.reference.toLowerCase()}] your request`;
        const reply = `<${freshKey()}@example.org>`;
        expect(done(await desk().mail({ addressKey, subjectLine, messageId: reply }, 1))).toMatchObject({
          taken: 'threaded',
          caseId: first.caseId,
        });
        expect(done(await desk().mail({ addressKey, subjectLine, messageId: reply }, 2))).toMatchObject({ replayed: true });
        done(await desk().mail({ addressKey: freshKey(), subjectLine, from: 'eve@example.org' }, 2));
        const replies = (await history(first.caseId)).flatMap(({ payload }) =>
          payload?.kind === 'person-replied' ? [payload.addressMatches] : [],
        );
        expect(replies).toEqual([true, false]);
        const found = await desk().load(first.caseId);
        expect(found).toMatchObject({ state: 'received', subjectId: null, verification: { state: 'none' } });
        expect(done(await desk().mail({ addressKey, subjectLine: 'Re: KW-0000-0000' })).taken).toBe('opened');
        done(await desk().tell(first.caseId, { kind: 'withdraw' }, officer, { hours: 3 }));
        const followUp = done(await desk().mail({ addressKey, subjectLine }, 4));
        expect(followUp.taken).toBe('opened');
        expect(await desk().load(followUp.caseId)).toMatchObject({
          follows: first.caseId,
          clocks: { respondBy: { startsAt: afterHours(4) } },
        });
      });
    });

    describe('proofs of identity', () => {
      const asked = async () => {
        const requester = fromAddress();
        const { caseId } = done(await desk().open(system, { requester, channel: 'form' }));
        const subjectId = newId(MORNING);
        const proof = { caseId, addressKey: requester.addressKey, subjectId };
        const ask = () => desk().at(0, (ports) => askForProof(ports, proof, system));
        const answer = (token: string, hours = 1) =>
          desk().at(hours, (ports) => answerChallenge(ports, { caseId, addressKey: requester.addressKey, token }));
        return { caseId, subjectId, ask, answer };
      };
      const no = { refused: 'challenge-not-accepted' };

      it('are given once, by the newest token, even when sent many times at once', async () => {
        const { caseId, subjectId, ask, answer } = await asked();
        const [old, { token }] = [done(await ask()), done(await ask())];
        expect(await answer(old.token)).toEqual(no);
        const answers = await Promise.all(Array.from({ length: 5 }, () => answer(token)));
        expect(answers.filter((one) => !isRefusal(one))).toEqual([{ caseId, subjectId }]);
        expect(await desk().load(caseId)).toMatchObject({
          state: 'open',
          subjectId,
          verification: { method: 'challenge-link', failures: 1 },
        });
        expect(await answer(token)).toEqual(no);
      });

      it('are counted when wrong, and locked after the fifth for the right one too', async () => {
        const { caseId, ask, answer } = await asked();
        const { token } = done(await ask());
        for (let n = 0; n < 5; n += 1) expect(await answer('guess')).toEqual(no);
        expect(await answer(token)).toEqual(no);
        expect((await desk().load(caseId)).verification).toMatchObject({ state: 'locked', failures: 5 });
        expect(await ask()).toEqual({ refused: 'verification-locked' });
      });

      it('expire, and say the same of a case that is not there', async () => {
        const { ask, answer } = await asked();
        const { token } = done(await ask());
        expect(await answer(token, 24)).toEqual(no);
        const nowhere = { caseId: newId(MORNING), addressKey: 'anna', token };
        expect(await desk().at(1, (ports) => answerChallenge(ports, nowhere))).toEqual(no);
      });
    });

    describe('merges', () => {
      it('end the younger case and keep its proof to itself', async () => {
        const { actor, requester } = somebody();
        const older = done(await desk().open(actor, { requester }));
        const younger = done(await desk().open(actor, { requester, authenticatedAt: afterHours(1) }, 1));
        const merge = (duplicateId: string, intoId: string) => desk().at(2, (ports) => mergeCases(ports, { duplicateId, intoId }, officer));
        expect(await merge(older.caseId, younger.caseId)).toEqual({ refused: 'not-a-duplicate' });
        expect(await merge(younger.caseId, younger.caseId)).toEqual({ refused: 'not-a-duplicate' });
        expect(done(await merge(younger.caseId, older.caseId))).toEqual({ intoId: older.caseId });
        expect(await desk().load(younger.caseId)).toMatchObject({ state: 'withdrawn', mergedInto: older.caseId });
        expect(await desk().load(older.caseId)).toMatchObject({ duplicates: [younger.caseId], verification: { state: 'none' } });
      });
    });

    describe('lists', () => {
      it('page newest first and filter', async () => {
        const { subjectId, actor, requester } = somebody();
        const ids: string[] = [];
        for (const hours of [0, 1, 2, 3, 4]) ids.unshift(done(await desk().open(actor, { requester }, hours)).caseId);
        const list = (filter: object, before: string | null, limit: number) =>
          desk().read(async (uow) =>
            (await under.store.list(uow, { subjectId, ...filter }, { before, limit })).map(({ caseId }) => caseId),
          );
        expect(await list({}, null, 2)).toEqual(ids.slice(0, 2));
        expect(await list({}, ids[1] ?? null, 10)).toEqual(ids.slice(2));
        done(await desk().tell(ids[2] ?? '', { kind: 'assign', to: subjectId }, officer, { hours: 5 }));
        done(await desk().tell(ids[3] ?? '', { kind: 'withdraw' }, actor, { hours: 5 }));
        expect(await list({ assignedTo: subjectId }, null, 10)).toEqual([ids[2]]);
        expect(await list({ assignedTo: null }, null, 10)).toHaveLength(4);
        expect(await list({ states: ['withdrawn'] }, null, 10)).toEqual([ids[3]]);
        expect(await list({ classes: ['erasure'] }, null, 10)).toEqual([]);
        expect(await list({ requester: { kind: 'subject', subjectId } }, null, 10)).toHaveLength(5);
        expect(await list({ requester: { kind: 'address', addressKey: 'of-another-address' } }, null, 10)).toEqual([]);
        expect(await list({ dueBefore: afterHours(48) }, null, 10)).toEqual([]);
        // A reply is due within two business days; the second case was withdrawn and owes nothing.
        expect(await list({ dueBefore: afterHours(50) }, null, 10)).toEqual([ids[4]]);
        expect(await list({ dueBefore: afterHours(2_000) }, null, 10)).toHaveLength(4);
        const within = (from: number, before: number) => ({ from: afterHours(from), before: afterHours(before) });
        expect(await list({ dueWithin: within(48, 50) }, null, 10)).toEqual([ids[4]]);
        expect(await list({ dueWithin: within(0, 48) }, null, 10)).toEqual([]);
        expect(await list({ dueWithin: { ...within(0, 2_000), clock: 'respond' } }, null, 10)).toHaveLength(4);
        expect(await list({ dueWithin: { ...within(0, 2_000), clock: 'freeze' } }, null, 10)).toEqual([]);
      });

      it('let a case be looked at without a decision', async () => {
        const { actor, requester } = somebody();
        const { caseId } = done(await desk().open(actor, { requester }));
        expect(await desk().read((uow) => under.store.find(uow, caseId))).toEqual(await desk().load(caseId));
        expect(await desk().read((uow) => under.store.find(uow, newId(MORNING)))).toBeNull();
      });

      it('give out each case once whose mails are to be seen to, and again when something else happens', async () => {
        const drain = async (hours: number) => {
          for (;;) {
            const seen = await desk().at(hours, async ({ store, uow, at }) => {
              const due = await store.nextDueMail(uow, at);
              if (due) await store.markMailed(uow, due.caseId, (await store.load(uow, due.caseId))?.case.sequence ?? due.mailedUpTo);
              return due;
            });
            if (!seen) return;
          }
        };
        const next = (hours: number) => desk().at(hours, ({ store, uow, at }) => store.nextDueMail(uow, at));
        await drain(2_000);
        const { actor, requester } = somebody();
        const [first, second] = [done(await desk().open(actor, { requester }, 1)), done(await desk().open(actor, { requester }, 2))];
        expect(await next(0)).toBeNull();
        expect(await next(3)).toEqual({ caseId: first.caseId, mailedUpTo: 0 });
        await desk().at(3, ({ store, uow }) => store.postponeMail(uow, first.caseId, afterHours(5)));
        expect(await next(4)).toEqual({ caseId: second.caseId, mailedUpTo: 0 });
        await drain(6);
        expect(await next(7)).toBeNull();
        done(await desk().tell(first.caseId, { kind: 'withdraw' }, actor, { hours: 8 }));
        expect(await next(9)).toEqual({ caseId: first.caseId, mailedUpTo: 1 });
        // What was postponed stays so, whatever else happens.
        await desk().at(9, ({ store, uow }) => store.postponeMail(uow, first.caseId, afterHours(20)));
        done(await desk().tell(second.caseId, { kind: 'withdraw' }, actor, { hours: 9 }));
        expect(await next(10)).toEqual({ caseId: second.caseId, mailedUpTo: 2 });
        await drain(30);
      });

      it('give out each reminder once, the alarm when it is due, and nothing that is met', async () => {
        const vision = caseDesk(under, 'fluxvision');
        const { actor, requester } = somebody();
        const { caseId } = done(await vision.open(actor, { requester, authenticatedAt: MORNING }));
        const remind = async (hours: number) => {
          const all = await vision.at(hours, (ports) => remindCases(ports));
          return all.filter((one) => one.reminder.caseId === caseId).map(({ reminder: { clock, step } }) => `${clock} ${step}`);
        };
        const overdue = async (hours: number) =>
          (await vision.read((uow) => under.store.overdue(uow, afterHours(hours), 1_000))).filter((one) => one.caseId === caseId);
        expect(await remind(47)).toEqual([]);
        expect(await remind(48)).toEqual(['respond first']);
        expect(await remind(48)).toEqual([]);
        // Whatever happens meanwhile: what was sent stays sent.
        done(await vision.tell(caseId, { kind: 'assign', to: newId(MORNING) }, officer, { hours: 50 }));
        expect(await remind(71)).toEqual(['respond second']);
        expect(await overdue(72)).toEqual([]);
        expect(await remind(72)).toEqual(['respond alarm']);
        expect(await overdue(72.1)).toMatchObject([{ clock: 'respond', dueAt: afterHours(72) }]);
        const answer = vision.words('reply');
        done(
          await vision.tell(caseId, { kind: 'answer', contentId: answer.contentId, substantive: true }, officer, {
            hours: 73,
            contents: [answer],
          }),
        );
        expect(await overdue(80)).toEqual([]);
        const again = done(await vision.open(actor, { requester, authenticatedAt: MORNING, class: 'export' }));
        done(await vision.tell(again.caseId, { kind: 'withdraw' }, actor));
        const all = await vision.at(1_000, (ports) => remindCases(ports));
        expect(all.filter((one) => one.reminder.caseId === again.caseId)).toEqual([]);
      });

      it('let a case lapse that nobody proved, in time to say so', async () => {
        const requester = fromAddress();
        const { caseId } = done(await desk().open(system, { requester, channel: 'form' }));
        done(await desk().at(1, (ports) => askForProof(ports, { caseId, addressKey: requester.addressKey, subjectId: null }, system)));
        const lapsed = async (hours: number) =>
          (await desk().at(hours, (ports) => remindCases(ports))).filter((one) => one.lapsed && one.reminder.caseId === caseId);
        expect(await lapsed(27 * 24 - 1)).toEqual([]);
        expect(await lapsed(27 * 24)).toHaveLength(1);
        expect(await desk().load(caseId)).toMatchObject({ state: 'refused', refusalGround: 'identity-not-verified' });
      });
    });

    describe('erasure of what was said', () => {
      it('finds what waits without a word, of nobody who is known or of somebody who was erased', async () => {
        const requester = fromAddress();
        const unknown = done(await desk().open(system, { requester, channel: 'form', contents: [desk().words()] }));
        const said = done(await desk().open(system, { requester: fromAddress(), channel: 'form', contents: [desk().words()] }));
        const ended = done(await desk().open(system, { requester: fromAddress(), channel: 'form' }));
        done(await desk().tell(ended.caseId, { kind: 'withdraw' }, system));
        const { actor, requester: known } = somebody();
        const ofKnown = done(await desk().open(actor, { requester: known, class: 'complaint' }));
        const wordless = async () => {
          const asked = [unknown, said, ended, ofKnown].map(({ caseId }) => caseId);
          const found = await desk().read((uow) => under.store.wordless(uow, 10_000));
          return found.filter(({ caseId }) => asked.includes(caseId));
        };
        expect(await wordless()).toEqual([]);
        await desk().read((uow) => under.store.eraseContents(uow, unknown.caseId));
        expect(await wordless()).toEqual([{ caseId: unknown.caseId, subjectId: null }]);
        const fulfilErasure = async (what: 'prompts' | 'account') => {
          const asked = { requester: known, class: 'erasure', scope: { what }, authenticatedAt: MORNING } as const;
          const erasure = done(await desk().open(actor, asked));
          const answer = desk().words('reply');
          const fulfilment = { kind: 'fulfil', outcome: 'nothing-held', answerContentId: answer.contentId } as const;
          done(await desk().tell(erasure.caseId, fulfilment, system, { contents: [answer] }));
        };
        await fulfilErasure('prompts');
        expect(await wordless()).toHaveLength(1);
        await fulfilErasure('account');
        const both = [
          { caseId: unknown.caseId, subjectId: null },
          { caseId: ofKnown.caseId, subjectId: known.subjectId },
        ];
        expect(await wordless()).toEqual(both.toSorted((a, b) => (a.caseId < b.caseId ? -1 : 1)));
        expect(await desk().read((uow) => under.store.wordless(uow, 1))).toHaveLength(1);
      });

      it('destroys the words, and on its own the payloads, while the history still holds', async () => {
        const { actor, requester, subjectId } = somebody();
        const { caseId, reference } = done(await desk().open(actor, { requester, contents: [desk().words(), desk().words('address')] }));
        expect(await desk().read((uow) => under.store.eraseContents(uow, caseId))).toBe(2);
        expect(await desk().read((uow) => under.store.contents(uow, caseId))).toEqual([]);
        expect(await desk().load(caseId)).toMatchObject({ state: 'received' });
        expect(await desk().read((uow) => under.store.erasePayloads(uow, caseId))).toBe(1);
        const entries = await history(caseId);
        expect(verifyHistory(caseId, entries)).toEqual({ verdict: 'intact', entries: 1, erased: [1] });
        expect(JSON.stringify(entries)).not.toContain(subjectId);
        expect(await desk().read((uow) => under.store.load(uow, caseId))).toBeNull();
        expect(await desk().read((uow) => under.store.findByReference(uow, reference))).toBeNull();
      });
    });
  });
}
