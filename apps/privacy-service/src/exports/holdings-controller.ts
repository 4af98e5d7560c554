import { getHoldings, type HeldCategory } from '@keepword/contracts';
import { countHoldings } from '@keepword/database';
import { dataCategories, dataCategoryIds, purposesOf, recipientsOf, retentionWords } from '@keepword/policy';
import { Route, SignedIn, type Caller } from '@keepword/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { PLATFORM, type PrivacyPlatform } from '../platform/platform.js';

@Controller()
export class HoldingsController {
  constructor(@Inject(PLATFORM) private readonly platform: PrivacyPlatform) {}

  /** Counted over every table of the data map, now; purposes, times and recipients are the policy's own. */
  @Route(getHoldings)
  async holdings(@SignedIn() { subjectId }: Caller): Promise<{ items: HeldCategory[]; nextCursor: null }> {
    const { exporting, profile } = this.platform;
    const counts = await countHoldings(exporting.database, exporting.map, exporting.keys, subjectId);
    const items = dataCategoryIds.flatMap((category): HeldCategory[] => {
      const count = counts.get(category) ?? 0;
      if (count === 0) return [];
      return [
        {
          category,
          label: dataCategories[category].label,
          count,
          purposes: [...purposesOf(profile, category)],
          kept: retentionWords(profile, category) ?? 'As long as your account',
          recipients: recipientsOf(profile, category).map(({ id, name }) => ({ id, name })),
        },
      ];
    });
    return { items, nextCursor: null };
  }
}
