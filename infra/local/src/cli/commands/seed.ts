import type { Command } from 'commander';
import { print } from '../answer.js';
import { runningStack } from '../running-stack.js';

export function addSeedCommand(program: Command): void {
  program
    .command('seed')
    .description('fill the stack with something to look at')
    .command('demo')
    .description('a demo person with credits; safe to repeat')
    .option('--json', 'as JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const { seedDemo } = await import('../seed-demo.js');
      const demo = await seedDemo(runningStack());
      print({ json: demo, text: `The demo person is ${demo.email}, with ${demo.credits} credits given once.` }, json);
    });
}
