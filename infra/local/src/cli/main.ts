import { Command, CommanderError } from 'commander';
import { UsageError } from '../launch/usage-error.js';
import { addBackupCommand } from './commands/backup.js';
import { addCanaryCommand } from './commands/canary.js';
import { addCertificateCommand } from './commands/certificate.js';
import { addClockCommand } from './commands/clock.js';
import { addCreditsCommand } from './commands/credits.js';
import { addInfoCommand } from './commands/info.js';
import { addSeedCommand } from './commands/seed.js';
import { addSessionCommand } from './commands/session.js';
import { addStaffCommand } from './commands/staff.js';

/** `npm run --silent keepword -- <command>`. Exit code 0 only on success; an error is one sentence on stderr. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('keepword').description('Commands for the local stack and for operators.').exitOverride();
  const commands = [
    addInfoCommand,
    addSessionCommand,
    addCreditsCommand,
    addClockCommand,
    addCanaryCommand,
    addSeedCommand,
    addStaffCommand,
    addCertificateCommand,
    addBackupCommand,
  ];
  for (const add of commands) add(program);
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    // Commander has already said what is wrong with the command line, or shown the help.
    if (!(error instanceof CommanderError)) process.stderr.write(`${sentence(error)}\n`);
    process.exit(error instanceof CommanderError ? error.exitCode : 1);
  }
  // Connections and sockets that a command has left open must not keep it from ending.
  process.exit(0);
}

function sentence(error: unknown): string {
  if (error instanceof UsageError) return error.message;
  if (error instanceof Error && error.name === 'ProblemError') return `The service refused: ${error.message}`;
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error instanceof Error ? error.message : String(error)}${cause}`;
}
