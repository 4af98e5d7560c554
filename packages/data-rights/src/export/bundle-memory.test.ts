import { Writable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sampleCommand, sampleSubject } from '../testing/export/collect-bundle.js';
import { memoryExportSource } from '../testing/export/memory-export-source.js';
import { writeBundle } from './bundle.js';
import type { ExportMedia, ExportRecord } from './export-source.js';

const subjectId = sampleSubject;
const megabyte = 1_048_576;

/** A collector to call, without the flag having been given to the whole test run. */
function collector(): () => void {
  setFlagsFromString('--expose_gc');
  return runInNewContext('gc') as () => void;
}

function* manyRecords(count: number): Generator<ExportRecord> {
  for (let number = 0; number < count; number++) {
    yield { subjectId, record: { id: String(number), prompt: `a boat on a lake at ${number * 2_654_435_761} o'clock` } };
  }
}

function manyMedia(files: number, bytes: number): ExportMedia[] {
  const piece = Buffer.alloc(65_536, 'pixels');
  return Array.from({ length: files }, (_, number) => ({
    subjectId,
    path: `${number}.png`,
    category: 'generation.output' as const,
    async *open() {
      for (let sent = 0; sent < bytes; sent += piece.length) yield Buffer.from(piece);
    },
  }));
}

it('needs no more memory for much than for little', async () => {
  const collect = collector();
  let bytes = 0;
  let highest = 0;
  const watch = () => {
    highest = Math.max(highest, process.memoryUsage().rss);
  };
  const output = new Writable({
    write(piece: Buffer, _encoding, done) {
      bytes += piece.length;
      watch();
      // A reader with other things to do: whoever does not wait for it fills the memory.
      setImmediate(done);
    },
  });
  await writeBundle({ ...sampleCommand, sources: [memoryExportSource({ records: () => manyRecords(5_000) })] }, output);
  collect();
  const idle = process.memoryUsage().rss;
  highest = 0;
  bytes = 0;
  const sink = new Writable({ write: output._write.bind(output) });
  const source = memoryExportSource({ records: () => manyRecords(200_000), media: manyMedia(20, 10 * megabyte) });
  const manifest = await writeBundle({ ...sampleCommand, sources: [source] }, sink);
  expect(manifest).toMatchObject({ counts: [{ records: 200_000 }], media: { files: 20, bytes: 200 * megabyte } });
  expect(bytes).toBeGreaterThan(200 * megabyte);
  expect((highest - idle) / megabyte).toBeLessThan(100);
});
