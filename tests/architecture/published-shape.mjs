// Looks at every package as it would be published, with its built files: run after the build, `node tests/architecture/published-shape.mjs`.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const packages = path.resolve(import.meta.dirname, '../../packages');
const names = readdirSync(packages, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
const findings = await Promise.all(
  names.map(async (name) => {
    const { messages, pkg } = await publint({ pkgDir: path.join(packages, name), pack: false, strict: true });
    return messages.map((message) => `packages/${name}: ${formatMessage(message, pkg, { color: false })}`);
  }),
);
const all = findings.flat();
process.stdout.write([...all, `${names.length} packages, ${all.length} findings`, ''].join('\n'));
process.exitCode = all.length === 0 && names.length > 0 ? 0 : 1;
