import type { SavedView } from '@keepword/contracts';
import { Form, Link } from '@remix-run/react';
import { useConsole } from '../../console/use-console.js';
import { addressOf, keptFilters } from './filters.js';

/** One's own views: to open, to delete, and to keep the one that is on the screen. Auditors change nothing, so they keep none. */
export function KeptViews({ views, search }: { views: readonly SavedView[]; search: URLSearchParams }) {
  const here = useConsole();
  const keeps = here?.staff?.roles.some((role) => role !== 'auditor') ?? false;
  const filters = keptFilters(search);
  if (!keeps) return null;
  return (
    <div className="console-filters">
      {views.map(({ id, name, filters: kept }) => (
        <Form method="post" key={id} className="console-kept">
          <Link to={addressOf(kept)}>{name}</Link>
          <input type="hidden" name="csrf" value={here?.csrf} />
          <input type="hidden" name="intent" value="delete-view" />
          <input type="hidden" name="id" value={id} />
          <button className="quiet" aria-label={`Delete the view ${name}`}>
            ×
          </button>
        </Form>
      ))}
      {filters === null ? null : (
        <Form method="post" className="console-kept">
          <input type="hidden" name="csrf" value={here?.csrf} />
          <input type="hidden" name="intent" value="keep-view" />
          <label htmlFor="view-name" className="visually-hidden">
            Name of this view
          </label>
          <input id="view-name" name="name" maxLength={40} required placeholder="Name" autoComplete="off" />
          <button>Keep this view</button>
        </Form>
      )}
    </div>
  );
}
