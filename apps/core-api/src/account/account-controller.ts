import { confirmEmailChange as confirm, correctAccount, hashLinkToken, newLinkToken, requestEmailChange } from '@keepword/accounts';
import { mustHaveSignedInFreshly, noteCorrectedAddress, recipientChannels, tellRecipient } from '@keepword/composition';
import { closeAccount, confirmEmailChange, getAccount, patchAccount } from '@keepword/contracts';
import { isRefusal, type UnitOfWork } from '@keepword/primitives';
import { Input, ProblemException, RateLimits, Route, SignedIn, type Caller, type InputOf } from '@keepword/service-kit';
import { Controller, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { PLATFORM, type Platform } from '../platform/platform.js';
import { askForErasure } from './close-account.js';
import { sendEmailChangeLink } from '../sessions/sign-in-mail.js';
import { rectified } from './rectification.js';
import { accountView } from './account-view.js';

@Controller()
export class AccountController {
  constructor(
    @Inject(PLATFORM) private readonly platform: Platform,
    @Inject(RateLimits) private readonly limits: RateLimits,
  ) {}

  @Route(getAccount)
  async show(@SignedIn() { subjectId }: Caller) {
    const { accounts, storage } = this.platform;
    const [account, change] = await storage.transactions.transaction(
      subjectId,
      async (uow) => [await accounts.find(uow, subjectId), await accounts.emailChange(uow, subjectId)] as const,
    );
    if (!account) throw new ProblemException('/problems/not-found');
    return accountView(account, change);
  }

  @Route(patchAccount)
  async correct(@SignedIn() caller: Caller, @Input(patchAccount) { body }: InputOf<typeof patchAccount>) {
    const { accounts, storage, clock, profile } = this.platform;
    const { displayName, age, preferences } = body;
    const correction = {
      ...(displayName === undefined ? {} : { displayName }),
      ...(age === undefined ? {} : { ageYears: age }),
      ...(preferences === undefined ? {} : { preferences: withoutUndefined(preferences) }),
    };
    const { subjectId } = caller;
    const at = clock.now();
    const corrected = await storage.transactions.transaction(subjectId, async (uow) => {
      const before = displayName === undefined ? null : await accounts.find(uow, subjectId);
      const done = await correctAccount(accounts, uow, { profile, subjectId, correction }, at);
      if (before && !isRefusal(done)) await this.#remember(uow, subjectId, 'displayName', before.displayName, done.displayName);
      return done;
    });
    if (isRefusal(corrected)) throw correctionProblem(corrected.refused);
    if (corrected.ageBand === 'refused')
      throw new ProblemException('/problems/underage', {
        detail: 'This service is not open to people of your age. The account was closed and its data will be erased.',
      });
    if (body.email !== undefined) await this.#startEmailChange(subjectId, body.email);
    return this.show(caller);
  }

  @Route(confirmEmailChange)
  async confirmEmail(@Input(confirmEmailChange) { body }: InputOf<typeof confirmEmailChange>) {
    const { accounts, lookups, storage, clock, linkTokens, mails, identity, profile } = this.platform;
    const at = clock.now();
    const payload = await linkTokens.take(hashLinkToken(body.token), at);
    const subjectId = payload?.['purpose'] === 'email-change' ? String(payload['subjectId']) : null;
    if (subjectId === null)
      throw new ProblemException('/problems/sign-in-failed', {
        detail: 'This link was used or has expired.',
        extensions: { reason: 'link-expired' },
      });
    const changed = await storage.transactions.transaction(subjectId, async (uow) => {
      const done = await confirm({ accounts, lookups }, uow, { subjectId, newEmail: String(payload?.['newEmail']) }, at);
      if (isRefusal(done)) return done;
      const rectificationId = await this.#remember(uow, subjectId, 'email', done.oldEmail, done.newEmail);
      const corrected = rectificationId && { subjectId, rectificationId, formerAddress: done.oldEmail };
      const notices = corrected ? await noteCorrectedAddress(this.platform, uow, corrected, at) : [];
      await mails.add(uow, { subjectId, template: 'email-change-notice', toAddress: done.oldEmail, refId: null }, at);
      return { ...done, notices };
    });
    if (isRefusal(changed))
      throw new ProblemException('/problems/sign-in-failed', {
        detail: 'This address cannot be used. Ask for the change again.',
        extensions: { reason: changed.refused },
      });
    // Who signs in next does so under the new address, so the identity vendor hears of it at once; the worker sees to it where it does not answer.
    const atOnce = changed.notices.find(({ recipient }) => recipient === profile.bindings.identity);
    if (atOnce) await tellRecipient({ ...this.platform, channels: recipientChannels(this.platform, identity.provider) }, atOnce);
    return { email: changed.newEmail };
  }

  @Route(closeAccount)
  async close(
    @SignedIn() caller: Caller,
    @Input(closeAccount) { query }: InputOf<typeof closeAccount>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    mustHaveSignedInFreshly(caller, this.platform.clock);
    const { id, reference } = await askForErasure(this.platform, caller, query.exportFirst === 'true');
    void reply.header('location', `${this.platform.environment.PRIVACY_SERVICE_URL}/v1/cases/${id}`);
    return { caseId: id, reference };
  }

  /** That something was corrected, and what it was as far as a digest tells. @returns the correction's id; null when nothing changed */
  async #remember(uow: UnitOfWork, subjectId: string, field: string, before: string | null, after: string | null): Promise<string | null> {
    if (before === after) return null;
    const { rectifications, environment, clock } = this.platform;
    const rectification = rectified(environment.SUBJECT_HASH_KEY, { field, before, after }, clock.now());
    await rectifications.add(uow, subjectId, rectification);
    return rectification.id;
  }

  async #startEmailChange(subjectId: string, newEmail: string): Promise<void> {
    const { accounts, storage, clock, linkTokens, environment } = this.platform;
    await this.limits.countMailTo(newEmail);
    const asked = await storage.transactions.transaction(subjectId, (uow) =>
      requestEmailChange(accounts, uow, { subjectId, newEmail }, clock.now()),
    );
    if (isRefusal(asked))
      throw new ProblemException('/problems/invalid-request', {
        errors: [{ path: 'body.email', message: 'is the address that is in use already' }],
      });
    const { token, hash } = newLinkToken();
    await linkTokens.put(hash, { purpose: 'email-change', subjectId, newEmail }, asked.expiresAt);
    await sendEmailChangeLink(this.platform, newEmail, `${environment.WEB_URL}/email-confirmations?token=${token}`);
  }
}

function correctionProblem(refused: 'account-closed' | 'age-already-answered'): ProblemException {
  if (refused === 'account-closed') return new ProblemException('/problems/account-closed');
  return new ProblemException('/problems/conflict', {
    detail: 'The age question was answered before. Write to us if the answer was wrong.',
  });
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Defined<T>;
}
