import type { Runtime } from './runtime.js';

/** What a person sees once all is ready: where everything is and what to do next. */
export function urlTable(runtime: Runtime, tookSeconds: number): string {
  const rows: readonly (readonly [string, string, string])[] = [
    ['Keepword', runtime.webUrl, 'open this; sign in as anybody'],
    ['Inbox', `${runtime.vendorsUrl}/inbox`, 'mail that Keepword sends ends here'],
    ['Core API', `${runtime.coreApiUrl}/docs`, 'reference; /openapi.json beside it'],
    ['Privacy service', `${runtime.privacyServiceUrl}/docs`, 'reference; /openapi.json beside it'],
    ['Policy', `${runtime.webUrl}/legal/privacy`, `the policy of ${runtime.profile}, as it is enforced`],
    ['Logs', `${runtime.dataDir}/logs`, 'one file per app'],
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column as 0 | 1] ?? '').length)));
  const lines = rows.map(([name, url, hint]) => `  ${name.padEnd(widths[0] ?? 0)}  ${url.padEnd(widths[1] ?? 0)}  ${hint}`);
  return [
    '',
    `Keepword is ready under the profile ${runtime.profile} (${tookSeconds.toFixed(1)} s).`,
    '',
    ...lines,
    '',
    '  Next: open the first address, sign in with any name, and make a picture. Paying costs nothing here: the card is a stand-in.',
    '  Commands: npm run keepword -- --help        Another profile: npm start -- --profile fluxgen        Stop: Ctrl-C',
    '',
  ].join('\n');
}
