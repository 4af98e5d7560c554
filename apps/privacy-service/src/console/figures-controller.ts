import { getCaseFigures, getDueCalendar, type CaseFigures, type DueDay } from '@keepword/contracts';
import { PostgresCaseFigures } from '@keepword/database';
import { addPeriod, subtractPeriod, type Instant } from '@keepword/primitives';
import { Input, Route, type InputOf } from '@keepword/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { PLATFORM, type PrivacyPlatform } from '../platform/platform.js';

const tenths = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

/** Counts over all cases, for whoever plans the team's days. */
@Controller()
export class FiguresController {
  readonly #figures = new PostgresCaseFigures();

  constructor(@Inject(PLATFORM) private readonly platform: PrivacyPlatform) {}

  @Route(getDueCalendar)
  async calendar(@Input(getDueCalendar) { query }: InputOf<typeof getDueCalendar>) {
    const { desk, clock } = this.platform;
    const at = clock.now();
    const from = new Date(`${query.from ?? dayOf(at)}T00:00:00Z`);
    const before = addPeriod(from, `P${query.days}D`);
    const found = await desk.transaction(at, ({ uow }) => this.#figures.dueBetween(uow, from, before));
    const items = Array.from({ length: query.days }, (_, index): DueDay => {
      const day = dayOf(addPeriod(from, `P${index}D`));
      const counted = Object.fromEntries(found.filter((one) => one.day === day).map(({ clock: name, count }) => [name, count]));
      return { day, acknowledge: 0, freeze: 0, respond: 0, complete: 0, ...counted };
    });
    return { from: dayOf(from), items, nextCursor: null };
  }

  @Route(getCaseFigures)
  async figures(@Input(getCaseFigures) { query }: InputOf<typeof getCaseFigures>): Promise<CaseFigures> {
    const { desk, clock } = this.platform;
    const at = clock.now();
    const from = subtractPeriod(mondayOf(at), `P${(query.weeks - 1) * 7}D`);
    const before = addPeriod(from, `P${query.weeks * 7}D`);
    const [weeks, answers] = await desk.transaction(at, async ({ uow }) => [
      await this.#figures.byWeek(uow, from, before),
      await this.#figures.answers(uow, from, before),
    ]);
    const { tenths: counted, ...told } = answers;
    return {
      weeks: Array.from({ length: query.weeks }, (_, index) => ({
        monday: dayOf(addPeriod(from, `P${index * 7}D`)),
        received: weeks.received.get(index) ?? 0,
        finished: weeks.finished.get(index) ?? 0,
      })),
      answers: {
        ...told,
        shares: [...tenths.map((tenth) => ({ tenth, count: counted.get(tenth) ?? 0 })), { tenth: null, count: told.late }],
      },
    };
  }
}

const dayOf = (at: Instant) => at.toISOString().slice(0, 10);

function mondayOf(at: Instant): Instant {
  const midnight = new Date(`${dayOf(at)}T00:00:00Z`);
  return new Date(midnight.getTime() - ((midnight.getUTCDay() + 6) % 7) * 86_400_000);
}
