import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { endpoints as coreApi } from '../../apps/core-api/src/endpoints.js';
import { endpoints as privacyService } from '../../apps/privacy-service/src/endpoints.js';
import { problemTypes, type Endpoint } from '../../packages/contracts/src/index.js';
import { openApiDocument } from '../../packages/service-kit/src/index.js';

const root = path.resolve(__dirname, '../..');
const update = 'UPDATE_OPENAPI=1 npx jest tests/architecture/open-api';

/** What differs between deployments (title, address) stands with each service, so the committed document leaves it out. */
const described = (endpoints: readonly Endpoint[]) => {
  const { openapi, paths, components } = openApiDocument({ title: '', description: '', version: '', serverUrl: '' }, endpoints);
  return { openapi, paths, components };
};

const services = [
  ['core-api', coreApi],
  ['privacy-service', privacyService],
] as const;

describe.each(services)('the API of %s', (app, endpoints) => {
  const file = path.join(root, 'apps', app, 'openapi.json');
  const now = `${JSON.stringify(described(endpoints), null, 2)}\n`;

  it('is the committed one: whoever calls it relies on it', () => {
    if (process.env['UPDATE_OPENAPI']) writeFileSync(file, now);
    const committed = existsSync(file) ? readFileSync(file, 'utf8') : '';
    if (committed !== now)
      throw new Error(
        `apps/${app}/openapi.json is not what the contracts say any more, first at: ${firstDifference(committed, now)}\nIf that is meant, run ${update}, read the difference, and add a line to CHANGELOG.md.`,
      );
  });

  it('names no problem that is not published', () => {
    const named = [...now.matchAll(/"(\/problems\/[^"]*)"/g)].map(([, type]) => type ?? '');
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((type) => !(type in problemTypes))).toEqual([]);
  });
});

function firstDifference(committed: string, now: string): string {
  const [before, after] = [committed.split('\n'), now.split('\n')];
  const at = after.findIndex((line, index) => line !== before[index]);
  return at < 0 ? `line ${after.length}, where more is committed` : `line ${at + 1}: ${(after[at] ?? '').trim()}`;
}
