import { reconcile, reconcileSubscriptions } from '@keepword/billing';
import type { Foundation } from '@keepword/composition';
import { PostgresUnitOfWork } from '@keepword/database';
import { subtractPeriod } from '@keepword/primitives';
import type { DataSource } from 'typeorm';

const batch = 50;
/** A webhook usually comes within seconds of the payment; before this nobody is asked. */
const patience = 'PT2M';

/** Finds payments whose webhook never came. */
export async function reconcilePurchases({ billing, payments, clock, logger }: Foundation, crossing: DataSource): Promise<number> {
  const at = clock.now();
  let found = 0;
  for (const provider of payments) {
    const outcome = await reconcile(
      { ...billing, provider, sweep: new PostgresUnitOfWork(crossing) },
      { createdBefore: subtractPeriod(at, patience), limit: batch },
      at,
    );
    for (const refused of outcome.refused) logger.warn({ vendor: provider.id, refused }, 'a payment could not be settled and needs a look');
    found += outcome.found.length;
  }
  return found;
}

/** Finds renewals, failures and endings of subscriptions that we were not told of. */
export async function reconcileRunningSubscriptions(
  { billing, payments, clock, logger }: Foundation,
  crossing: DataSource,
): Promise<number> {
  let found = 0;
  for (const provider of payments) {
    const sweep = new PostgresUnitOfWork(crossing);
    const { asked, changed, granted, refused, failures } = await reconcileSubscriptions(
      { ...billing, provider, sweep },
      batch,
      clock.now(),
    );
    for (const code of refused) logger.warn({ vendor: provider.id, refused: code }, 'an invoice could not be settled and needs a look');
    for (const error of failures)
      logger.warn({ vendor: provider.id, err: error }, 'a subscription could not be compared; it comes round again');
    if (changed + granted > 0) logger.info({ vendor: provider.id, asked, changed, granted }, 'subscriptions differed from the processor’s');
    found += changed + granted;
  }
  return found;
}
