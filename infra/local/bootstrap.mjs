// The one way in: `npm start`, `npm test` and the rest call this file. It needs nothing but Node, makes sure that everything else is there, and goes on.
import { requireNode } from './bootstrap/require-node.mjs';

requireNode();

// Loaded one by one, since the CLI should not wait for what only the tests need.
const commands = {
  start: async (args) => (await import('./bootstrap/start.mjs')).start(args),
  dev: async (args) => (await import('./bootstrap/start.mjs')).start(['--watch', ...args]),
  test: async (args) => (await import('./bootstrap/run-gates.mjs')).runGates('test', args),
  'test:full': async (args) => (await import('./bootstrap/run-gates.mjs')).runGates('test:full', args),
  bench: async (args) => (await import('./bootstrap/bench.mjs')).bench(args),
  cli: async (args) => (await import('./bootstrap/cli.mjs')).cli(args),
};

const [name = 'start', ...args] = process.argv.slice(2);
const command = commands[name];
if (!command) {
  console.error(`There is no command '${name}'. The commands are: ${Object.keys(commands).join(', ')}.`);
  process.exit(2);
}
await command(args);
