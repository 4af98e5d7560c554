import { readdirSync, readFileSync } from 'node:fs';

/** Of Linux on every machine that Node runs on: the unit in which `/proc` counts. */
const tickMs = 10;

interface ProcessTimes {
  readonly parent: number;
  readonly usedMs: number;
}

/**
 * Processor time in milliseconds that this process and all it started have used so far. What else the machine does hardly changes it, as it
 * changes rates. NaN where there is no `/proc`.
 */
export function processorMs(): number {
  const processes = new Map<number, ProcessTimes>();
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return Number.NaN;
  }
  for (const name of names) {
    if (!/^\d+$/.test(name)) continue;
    const times = timesOf(name);
    if (times) processes.set(Number(name), times);
  }
  let totalMs = 0;
  for (const [id, { usedMs }] of processes) if (isOurs(id, processes)) totalMs += usedMs;
  return totalMs;
}

function timesOf(id: string): ProcessTimes | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${id}/stat`, 'utf8');
  } catch {
    // It ended between the listing and now.
    return null;
  }
  // The name in parentheses may hold anything; after it come state, parent, and as the 12th to 15th the times, those of ended children last.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { parent: Number(fields[1]), usedMs: ticks * tickMs };
}

function isOurs(id: number, processes: ReadonlyMap<number, ProcessTimes>): boolean {
  for (let current = id; current > 1; current = processes.get(current)?.parent ?? 0) if (current === process.pid) return true;
  return false;
}
