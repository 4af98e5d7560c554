import { recipientChannels, tellRecipient, vendorIdentity, type Foundation } from '@keepword/composition';
import { PostgresRecipientNotices, PostgresUnitOfWork } from '@keepword/database';
import type { DataSource } from 'typeorm';
import type { Sweep } from '../schedules/sweeps.js';

const batch = 50;

/** Recipients are told of corrections (GDPR Art. 19), and told again where they did not answer. @param crossing as the role `participant_retention` */
export async function tellingRecipients(foundation: Foundation, crossing: DataSource): Promise<Sweep> {
  const notices = new PostgresRecipientNotices();
  const ports = { ...foundation, channels: recipientChannels(foundation, await vendorIdentity(foundation)) };
  return {
    name: 'recipients to be told',
    everyMs: 2_000,
    async run() {
      const at = foundation.clock.now();
      const due = await new PostgresUnitOfWork(crossing).transaction(null, (uow) => notices.due(uow, at, batch));
      for (const notice of due) await tellRecipient(ports, notice);
      return due.length;
    },
  };
}
