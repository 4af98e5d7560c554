import { previewErasure } from '@keepword/contracts';
import { countHoldings, PostgresErasure, PostgresHolds, readTableFacts } from '@keepword/database';
import { mayStartAt, planErasure, type ErasurePlan, type ErasureScope, type SurveyedKept } from '@keepword/data-rights';
import { dataCategories, dataCategoryIds, type DataCategory } from '@keepword/policy';
import { isRefusal, newId, type SubjectId } from '@keepword/primitives';
import { Input, Route, SignedIn, type Caller, type InputOf } from '@keepword/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { PLATFORM, type PrivacyPlatform } from '../platform/platform.js';

/** What an erasure would take and leave: the same plan and the same counts as the erasure's own, made now and changing nothing. */
@Controller()
export class ErasurePreviewController {
  constructor(@Inject(PLATFORM) private readonly platform: PrivacyPlatform) {}

  @Route(previewErasure)
  async preview(@SignedIn() { subjectId }: Caller, @Input(previewErasure) { query }: InputOf<typeof previewErasure>) {
    const { exporting, clock } = this.platform;
    const at = clock.now();
    const scope: ErasureScope = { kind: query.scope };
    const plan = await this.#plan(scope, subjectId, at);
    const rows = new PostgresErasure(exporting.database, exporting.map, exporting.keys);
    const target = { runId: newId(at), subjectId, scope, plan, retainedAs: newId(at), handle: null };
    const [survey, counts] = await Promise.all([
      rows.survey(target, at),
      countHoldings(exporting.database, exporting.map, exporting.keys, subjectId),
    ]);
    const kept = merged(survey.places.flatMap((place) => place.kept).filter(({ count }) => count > 0));
    const until = mayStartAt(scope, at);
    return {
      scope: query.scope,
      goes: goesOf(plan, counts, kept),
      stays: kept.map(({ category, count, reason, law, until: end }) => ({
        category,
        label: dataCategories[category].label,
        count,
        reason: law === null ? reasons[reason] : laws[law],
        until: end?.toISOString() ?? null,
      })),
      coolingOffUntil: until > at ? until.toISOString() : null,
    };
  }

  /** @throws Error when the plan would leave something that it must not: then an erasure could not begin either */
  async #plan(scope: ErasureScope, subjectId: SubjectId, at: Date): Promise<ErasurePlan> {
    const { exporting, profile, desk } = this.platform;
    const [facts, holds] = await Promise.all([
      readTableFacts(exporting.database, exporting.map),
      desk.transaction(at, ({ uow }) => new PostgresHolds().forSubject(uow, subjectId)),
    ]);
    const plan = planErasure({ map: exporting.map, profile, scope, holds, facts });
    if (isRefusal(plan)) throw new Error(`an erasure cannot be planned: ${plan.gaps.join('; ')}`);
    return plan;
  }
}

/** Counted by category; what stays of a category is not among what goes. */
function goesOf(plan: ErasurePlan, counts: ReadonlyMap<DataCategory, number>, kept: readonly SurveyedKept[]) {
  const deleted = new Set(plan.columns.flatMap(({ category, outcome }) => (outcome === 'deleted' ? [category] : [])));
  return dataCategoryIds.flatMap((category) => {
    const stays = kept.reduce((sum, one) => (one.category === category ? sum + one.count : sum), 0);
    const count = (counts.get(category) ?? 0) - stays;
    return deleted.has(category) && count > 0 ? [{ category, label: dataCategories[category].label, count }] : [];
  });
}

/** One line for each category and reason, over all tables; until the last of its rows goes. */
function merged(kept: readonly SurveyedKept[]): SurveyedKept[] {
  const lines = new Map<string, SurveyedKept>();
  for (const one of kept) {
    const name = `${one.category} ${one.reason} ${one.law ?? ''}`;
    const known = lines.get(name);
    const until = !known || (known.until !== null && one.until !== null && one.until > known.until) ? one.until : known.until;
    lines.set(name, { ...one, count: one.count + (known?.count ?? 0), until: one.until === null ? null : until });
  }
  return [...lines.values()];
}

const laws = {
  tax: 'Tax law has us keep it, under a name that leads to nobody',
  'financial-regulation': 'Financial law has us keep it, under a name that leads to nobody',
} as const;
const reasons = {
  law: 'The law has us keep it, under a name that leads to nobody',
  policy: 'The policy keeps it, under a name that leads to nobody',
  'legal-hold': 'An order keeps it until it is lifted',
  evidence: 'It proves that we did what you asked for',
} as const;
