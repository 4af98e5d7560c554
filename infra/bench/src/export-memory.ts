import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { withBenchHouse, type Holding } from './bench-house.js';
import { result, type Result } from './result.js';

const megabyte = 1_048_576;
const aboveIdleMax = 100;

/** What the writing process holds at most above what it held before, for somebody who has very much. */
export function exportMemory(holding: Holding): Promise<Result[]> {
  return withBenchHouse(async (house) => {
    const [little, much] = [
      await house.insertPerson({ creations: 1, pictures: 1, pictureBytes: 1_000 }),
      await house.insertPerson(holding),
    ];
    // Once, so that code and plans are there.
    await house.write(little);
    const { idle, highest } = await residentBytes(() => house.write(much));
    const [rows, mega] = [(holding.words ?? 0).toLocaleString('en'), Math.round((holding.pictures * holding.pictureBytes) / 1_000_000)];
    return [
      result({
        name: `export: ${rows} rows, ${mega} MB of pictures: memory above idle`,
        unit: 'MB',
        floor: idle / megabyte,
        subject: highest / megabyte,
        ratio: (highest - idle) / megabyte,
        target: { atMost: aboveIdleMax },
      }),
    ];
  });
}

/** Of this process: after a collection, and at most while it worked. */
async function residentBytes(work: () => Promise<void>): Promise<{ readonly idle: number; readonly highest: number }> {
  setFlagsFromString('--expose_gc');
  (runInNewContext('gc') as () => void)();
  const idle = process.memoryUsage.rss();
  let highest = idle;
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss());
  }, 10);
  try {
    await work();
  } finally {
    clearInterval(watch);
  }
  return { idle, highest };
}
