import {
  confirmGuardian as confirm,
  GUARDIAN_LINK,
  hashLinkToken,
  nameGuardian as name,
  newLinkToken,
  pendingUntil,
  withdrawGuardian as withdraw,
  type Account,
  type Guardian,
} from '@keepword/accounts';
import { sendLinkMail } from '@keepword/composition';
import { confirmGuardian, getGuardian, nameGuardian, withdrawGuardian } from '@keepword/contracts';
import { addPeriod, isRefusal } from '@keepword/primitives';
import { Input, ProblemException, RateLimits, Route, SignedIn, type Caller, type InputOf } from '@keepword/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { PLATFORM, type Platform } from '../platform/platform.js';
import { guardianOfPageLink, mailGuardianPage, mustOfferGuardians } from './guardian-page.js';

type Step = 'first' | 'second' | 'withdrawal';

/** As long as anybody is a minor. */
const withdrawalLasts = 'P5Y';

/** A minor's guardian agrees by two links to an address of their own, and takes it back by a third. */
@Controller()
export class GuardianController {
  constructor(
    @Inject(PLATFORM) private readonly platform: Platform,
    @Inject(RateLimits) private readonly limits: RateLimits,
  ) {}

  @Route(getGuardian)
  async show(@SignedIn() { subjectId }: Caller) {
    const { accounts, guardians, storage } = this.#offered();
    const [account, guardian] = await storage.transactions.transaction(
      subjectId,
      async (uow) => [await accounts.find(uow, subjectId), await guardians.find(uow, subjectId)] as const,
    );
    if (!account) throw new ProblemException('/problems/not-found');
    return guardianView(account, guardian);
  }

  @Route(nameGuardian)
  async name(@SignedIn() caller: Caller, @Input(nameGuardian) { body }: InputOf<typeof nameGuardian>) {
    const { accounts, guardians, storage, clock } = this.#offered();
    const { subjectId } = caller;
    await this.limits.countMailTo(body.email);
    const named = await storage.transactions.transaction(subjectId, (uow) =>
      name({ accounts, guardians }, uow, { subjectId, email: body.email }, clock.now()),
    );
    if (isRefusal(named)) throw namingProblem(named.refused);
    await this.#mail(subjectId, named.email, 'first');
    return this.show(caller);
  }

  @Route(confirmGuardian)
  async agree(@Input(confirmGuardian) { body }: InputOf<typeof confirmGuardian>): Promise<{ state: 'confirmed' | 'agreed' }> {
    const { accounts, guardians, storage, clock } = this.#offered();
    const { subjectId, email, step } = await this.#open(body.token);
    if (step === 'withdrawal') throw linkExpired();
    const guardian = await storage.transactions.transaction(subjectId, (uow) =>
      confirm({ accounts, guardians }, uow, { subjectId, email, step }, clock.now()),
    );
    if (isRefusal(guardian)) throw linkExpired();
    await this.#mail(subjectId, email, step === 'first' ? 'second' : 'withdrawal');
    if (step === 'second') await storage.transactions.transaction(subjectId, (uow) => mailGuardianPage(this.platform, uow, subjectId));
    return { state: step === 'first' ? 'confirmed' : 'agreed' };
  }

  @Route(withdrawGuardian)
  async withdraw(@Input(withdrawGuardian) { body }: InputOf<typeof withdrawGuardian>): Promise<{ closed: true }> {
    const { accounts, guardians, storage, clock } = this.#offered();
    const { subjectId, email } = (await guardianOfPageLink(this.platform, body.token)) ?? (await this.#openWithdrawal(body.token));
    const done = await storage.transactions.transaction(subjectId, (uow) =>
      withdraw({ accounts, guardians }, uow, { subjectId, email }, clock.now()),
    );
    if (isRefusal(done)) throw linkExpired();
    return { closed: true };
  }

  #offered(): Platform {
    return mustOfferGuardians(this.platform);
  }

  async #open(token: string): Promise<{ subjectId: string; email: string; step: Step }> {
    const { linkTokens, clock } = this.platform;
    const payload = await linkTokens.take(hashLinkToken(token), clock.now());
    if (payload?.['purpose'] !== 'guardian') throw linkExpired();
    return { subjectId: String(payload['subjectId']), email: String(payload['email']), step: payload['step'] as Step };
  }

  async #openWithdrawal(token: string): Promise<{ subjectId: string; email: string }> {
    const { step, ...opened } = await this.#open(token);
    if (step !== 'withdrawal') throw linkExpired();
    return opened;
  }

  async #mail(subjectId: string, email: string, step: Step): Promise<void> {
    const { linkTokens, clock, environment, profile } = this.platform;
    const { token, hash } = newLinkToken();
    const lasts = step === 'withdrawal' ? withdrawalLasts : GUARDIAN_LINK;
    await linkTokens.put(hash, { purpose: 'guardian', subjectId, email, step }, addPeriod(clock.now(), lasts));
    const page = step === 'withdrawal' ? 'guardian/withdrawal' : 'guardian';
    const href = `${environment.WEB_URL}/${page}?token=${token}`;
    await sendLinkMail(this.platform, { to: email, ...mailOf(step, profile.meta.displayName, href) });
  }
}

function mailOf(step: Step, service: string, href: string) {
  switch (step) {
    case 'first':
      return {
        subject: `Somebody asks for your consent to use ${service}`,
        intro: `A young person named you as a parent or guardian and would like to make pictures at ${service}. If that is so and you agree, open this link. A second one follows, so that it is certain that it is you.`,
        closing: 'If you do not know of this, do nothing: without your consent the account is closed after a week and all of it is erased.',
        link: { href, label: 'Read what it is about' },
      };
    case 'second':
      return {
        subject: `Please confirm your consent for ${service}`,
        intro: 'This is the second of two links. With it you agree as the parent or guardian.',
        closing: 'Without it nothing is agreed.',
        link: { href, label: 'Confirm the consent' },
      };
    case 'withdrawal':
      return {
        subject: `You have agreed: how to take it back at ${service}`,
        intro:
          'Thank you. Keep this mail: with this link you take your consent back at any time. The account is then closed at once, and what it holds is erased.',
        closing: 'Nothing happens as long as you do not open it and confirm.',
        link: { href, label: 'Take the consent back' },
      };
  }
}

function guardianView(account: Account, guardian: Guardian | null) {
  if (account.ageBand !== 'minor-with-guardian') return { state: 'not-needed' as const, email: null, pendingUntil: null };
  const agreed = guardian?.state === 'agreed';
  return {
    state: guardian?.state ?? 'none',
    email: guardian?.email ?? null,
    pendingUntil: agreed ? null : pendingUntil(account).toISOString(),
  };
}

function namingProblem(refused: 'not-a-minor' | 'own-address' | 'already-agreed'): ProblemException {
  if (refused === 'own-address')
    return new ProblemException('/problems/invalid-request', {
      errors: [{ path: 'body.email', message: 'must be the address of a parent or guardian, not the one of this account' }],
    });
  const detail = refused === 'already-agreed' ? 'A guardian has agreed already.' : 'No guardian is needed for this account.';
  return new ProblemException('/problems/conflict', { detail });
}

const linkExpired = () =>
  new ProblemException('/problems/sign-in-failed', {
    detail: 'This link was used, has expired, or was replaced by another.',
    extensions: { reason: 'link-expired' },
  });
