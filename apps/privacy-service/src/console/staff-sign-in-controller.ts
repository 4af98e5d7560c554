import { sendLinkMail } from '@keepword/composition';
import { endStaffSession, getStaffSession, startStaffSession, startStaffSignIn } from '@keepword/contracts';
import { isRefusal } from '@keepword/primitives';
import {
  Input,
  ProblemException,
  Route,
  SignedInStaff,
  STAFF_CHECK,
  type InputOf,
  type StaffCaller,
  type StaffCheck,
} from '@keepword/service-kit';
import { beginStaffSignIn, completeStaffSignIn, endStaffSession as endSession } from '@keepword/staff';
import { Controller, Inject } from '@nestjs/common';
import { PLATFORM, type PrivacyPlatform } from '../platform/platform.js';

@Controller()
export class StaffSignInController {
  constructor(
    @Inject(PLATFORM) private readonly platform: PrivacyPlatform,
    @Inject(STAFF_CHECK) private readonly gate: StaffCheck,
  ) {}

  /** Answers before it is looked up whether the address is one of the team: neither the answer nor its time tells. */
  @Route(startStaffSignIn)
  begin(@Input(startStaffSignIn) { body }: InputOf<typeof startStaffSignIn>): void {
    this.#mailLink(body.email).catch((error: unknown) => this.platform.logger.warn({ err: error }, 'a console link could not be sent'));
  }

  @Route(startStaffSession)
  async complete(@Input(startStaffSession) { body }: InputOf<typeof startStaffSession>) {
    const { storage, staff, clock } = this.platform;
    const opened = await storage.transactions.transaction(null, (uow) => completeStaffSignIn(staff, uow, body, clock.now()));
    if (isRefusal(opened))
      throw new ProblemException('/problems/sign-in-failed', {
        detail:
          opened.refused === 'link-expired'
            ? 'This link was used, has expired, or had too many wrong codes. Ask for another.'
            : `The code does not fit. ${opened.triesLeft} more tries with this link.`,
        extensions: { reason: opened.refused },
      });
    const caller = await this.gate.check(opened.accessToken);
    if (!caller) throw new ProblemException('/problems/forbidden', { detail: 'Nobody has given this member a role.' });
    return { accessToken: opened.accessToken, expiresAt: opened.expiresAt.toISOString(), staff: memberView(caller) };
  }

  @Route(getStaffSession)
  show(@SignedInStaff() caller: StaffCaller) {
    return { expiresAt: caller.expiresAt.toISOString(), staff: memberView(caller) };
  }

  @Route(endStaffSession)
  async end(@SignedInStaff() { accessToken }: StaffCaller): Promise<void> {
    const { storage, staff } = this.platform;
    await storage.transactions.transaction(null, (uow) => endSession(staff.signIns, uow, accessToken));
  }

  async #mailLink(email: string): Promise<void> {
    const { storage, staff, clock, environment, profile } = this.platform;
    const link = await storage.transactions.transaction(null, (uow) => beginStaffSignIn(staff.signIns, uow, email, clock.now()));
    if (!link) return;
    await sendLinkMail(this.platform, {
      to: link.to,
      subject: `Sign in to the privacy console of ${profile.meta.displayName}`,
      intro: 'Open this link and give the code that your authenticator shows. It works once, for ten minutes.',
      closing: 'If you did not ask for it, tell whoever runs the console: somebody tried your address.',
      link: { href: `${environment.WEB_URL}/console/sign-in?token=${link.token}`, label: 'Open the console' },
    });
  }
}

const memberView = ({ staffId, email, roles }: StaffCaller) => ({ id: staffId, email, roles: [...roles] });
