import { deleteView, listStaff, listViews, savedViewsMax, saveView, type SavedView } from '@keepword/contracts';
import { PostgresStaffDirectory, PostgresStaffViews, type StoredView } from '@keepword/database';
import { newId, type UnitOfWork } from '@keepword/primitives';
import { Input, ProblemException, Route, SignedInStaff, type InputOf, type StaffCaller } from '@keepword/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { PLATFORM, type PrivacyPlatform } from '../platform/platform.js';

/** Who works here, and how each of them likes to look at the cases. */
@Controller()
export class TeamController {
  readonly #directory = new PostgresStaffDirectory();
  readonly #views = new PostgresStaffViews();

  constructor(@Inject(PLATFORM) private readonly platform: PrivacyPlatform) {}

  @Route(listStaff)
  async staff(@Input(listStaff) { query }: InputOf<typeof listStaff>) {
    const members = await this.#transaction((uow) => this.#directory.list(uow, query.role ?? null));
    return { items: members.map(({ staffId, email, roles }) => ({ id: staffId, email, roles: [...roles] })), nextCursor: null };
  }

  @Route(listViews)
  async views(@SignedInStaff() { staffId }: StaffCaller) {
    const views = await this.#transaction((uow) => this.#views.list<SavedView['filters']>(uow, staffId));
    return { items: views.map(viewOf), nextCursor: null };
  }

  @Route(saveView)
  async save(@Input(saveView) { body }: InputOf<typeof saveView>, @SignedInStaff() { staffId }: StaffCaller): Promise<SavedView> {
    const at = this.platform.clock.now();
    const view = { id: newId(at), name: body.name, filters: body.filters, createdAt: at };
    const saved = await this.#transaction((uow) => this.#views.save(uow, staffId, view, savedViewsMax));
    if (!saved)
      throw new ProblemException('/problems/conflict', { detail: `You keep ${savedViewsMax} views already. Delete one of them first.` });
    return viewOf(saved);
  }

  @Route(deleteView)
  async delete(@Input(deleteView) { params }: InputOf<typeof deleteView>, @SignedInStaff() { staffId }: StaffCaller): Promise<void> {
    if (!(await this.#transaction((uow) => this.#views.delete(uow, staffId, params.id)))) throw new ProblemException('/problems/not-found');
  }

  #transaction<T>(work: (uow: UnitOfWork) => Promise<T>): Promise<T> {
    return this.platform.storage.transactions.transaction(null, work);
  }
}

const viewOf = ({ id, name, filters, createdAt }: StoredView<SavedView['filters']>): SavedView => ({
  id,
  name,
  filters,
  createdAt: createdAt.toISOString(),
});
