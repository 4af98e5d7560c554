import { sendMail as mailJob } from '@keepword/contracts';
import { workerOptions } from '../platform/worker-options.js';
import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { UnrecoverableError, type Job } from 'bullmq';
import { MailRefused, type Account } from '@keepword/accounts';
import { exportLink, renderLetter, type Foundation } from '@keepword/composition';
import { PostgresExports, PostgresModeration, type OutgoingMail } from '@keepword/database';
import type { StoredExport } from '@keepword/data-rights';
import { PLATFORM, type WorkerPlatform } from '../platform/platform.js';
import { isForGuardian, supervisionFacts, type SupervisionFacts } from './guardian-mails.js';
import { writeMail } from './mail-templates.js';

const exports = new PostgresExports();
const moderation = new PostgresModeration();

@Processor(mailJob.topic, workerOptions(mailJob.concurrency))
export class MailProcessor extends WorkerHost {
  constructor(@Inject(PLATFORM) private readonly platform: WorkerPlatform) {
    super();
  }

  /** Sends once: the mail's id is the vendor's idempotency key, and its row goes when it was handed over. */
  async process(job: Job): Promise<'sent' | 'nothing-to-send'> {
    const { mailId, subjectId } = mailJob.payload.parse(job.data);
    const { storage, mails, accounts, billing, profile, environment, mailer } = this.platform;
    const due = await storage.transactions.transaction(subjectId, async (uow) => {
      const mail = await mails.find(uow, mailId);
      if (!mail) return null;
      const account = await accounts.find(uow, subjectId);
      const purchase = mail.refId ? await billing.purchases.lockPurchase(uow, mail.refId) : null;
      const subscription = mail.refId ? await billing.subscriptions.lock(uow, mail.refId) : null;
      const stored = mail.template === 'export-ready' && mail.refId ? await exports.find(uow, mail.refId) : null;
      const moderated = mail.template === 'moderation-decision' && mail.refId ? await moderation.decided(uow, mail.refId) : null;
      const supervision = await supervisionFacts(this.platform, uow, mail);
      return { mail, account, purchase, subscription, stored, moderated, supervision };
    });
    const to = due && receiverOf(due);
    if (!due || !to) return 'nothing-to-send';
    const { letter, ...written } = writeMail(due.mail.template, {
      displayName: profile.meta.displayName,
      webUrl: environment.WEB_URL,
      account: due.account,
      purchase: due.purchase,
      subscription: due.subscription,
      moderated: due.moderated,
      supervision: due.supervision,
      export: readyExport(environment, due.stored),
    });
    try {
      await mailer.send({
        id: mailId,
        from: `${profile.meta.displayName} <${environment.PRIVACY_MAILBOX}>`,
        to,
        ...written,
        ...renderLetter(letter, profile),
      });
    } catch (error) {
      if (error instanceof MailRefused) throw new UnrecoverableError(error.message);
      throw error;
    }
    await storage.transactions.transaction(subjectId, (uow) => mails.remove(uow, mailId));
    return 'sent';
  }

  @OnWorkerEvent('failed')
  failed(job: Job | undefined, error: Error): void {
    this.platform.logger.warn({ err: error, topic: job?.queueName, attempt: job?.attemptsMade }, 'job failed');
  }

  @OnWorkerEvent('error')
  broken(error: Error): void {
    this.platform.logger.warn({ err: error }, 'queue connection');
  }
}

interface Addressed {
  readonly mail: OutgoingMail;
  readonly account: Account | null;
  readonly supervision: SupervisionFacts | null;
}

/** A guardian's mail goes to the guardian or to nobody, never to the account that it is about. */
function receiverOf({ mail, account, supervision }: Addressed): string | undefined {
  return isForGuardian(mail.template) ? supervision?.to : (mail.toAddress ?? account?.email);
}

function readyExport(environment: Foundation['environment'], stored: StoredExport | null) {
  if (!stored?.expiresAt || stored.bytes === null) return null;
  return { link: exportLink(environment, stored.id), expiresAt: stored.expiresAt, bytes: stored.bytes };
}
