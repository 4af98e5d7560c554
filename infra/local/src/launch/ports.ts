import { createServer } from 'node:net';
import { portVariables, type LaunchPorts } from './settings.js';
import { UsageError } from './usage-error.js';

/** Looks at all ports before anything starts. @throws UsageError naming each taken port and its variable */
export async function checkPorts(ports: LaunchPorts): Promise<void> {
  const wanted = Object.entries(ports).filter(([, port]) => port !== 0) as [keyof LaunchPorts, number][];
  const clash = wanted.find(([, port], at) => wanted.findIndex(([, other]) => other === port) !== at);
  if (clash) throw new UsageError(`Port ${clash[1]} is given twice; one of them is ${portVariables[clash[0]]}.`);
  const taken: string[] = [];
  for (const [name, port] of wanted) {
    if (!(await isFree(port)))
      taken.push(`Port ${port} is taken. Stop what uses it, or choose another with ${portVariables[name]}=<port>.`);
  }
  if (taken.length > 0) throw new UsageError(`${taken.join('\n')}\nNothing was started.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    probe.listen({ host: '127.0.0.1', port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A port that nobody uses now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
