import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from './build.mjs';
import { gates } from './gates.mjs';
import { install } from './install.mjs';
import { countTests } from './jest-results.mjs';
import { root } from './paths.mjs';

/**
 * Runs the gates of `npm test` or `npm run test:full` one after the other and stops at the first that fails.
 * The last line of the output is `<n> passed, <n> failed`, alone: every test counts, and every other gate counts as one.
 */
export async function runGates(mode, only) {
  const startedMs = performance.now();
  const total = { passed: 0, failed: 0 };
  const resultsDir = mkdtempSync(path.join(os.tmpdir(), 'keepword-results-'));
  try {
    install();
    for (const gate of gates(mode).filter(({ name }) => only.length === 0 || only.includes(name))) {
      const { passed, failed } = await runGate(gate, path.join(resultsDir, `${gate.name}.json`));
      total.passed += passed;
      total.failed += failed;
      if (failed > 0) break;
    }
  } finally {
    rmSync(resultsDir, { recursive: true, force: true });
  }
  console.log(`\nAll in ${seconds(startedMs)}.`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
}

async function runGate(gate, resultsFile) {
  const startedMs = performance.now();
  process.stdout.write(`· ${gate.name} …\n`);
  if (gate.build) {
    build();
    return report(gate, startedMs, { passed: 1, failed: 0 });
  }
  const args = gate.jest ? [...gate.script, '--json', `--outputFile=${resultsFile}`] : gate.script;
  const { status, output } = await run(args, gate.environment ?? {});
  const counted = gate.jest ? countTests(resultsFile) : { passed: 0, failed: 0 };
  const failed = status !== 0 || counted.failed > 0;
  if (failed) process.stdout.write(`${output}\n`);
  // A run that broke before or beside its tests has failed too, even if no single test did.
  if (gate.jest) return report(gate, startedMs, { passed: counted.passed, failed: failed ? Math.max(counted.failed, 1) : 0 });
  return report(gate, startedMs, failed ? { passed: 0, failed: 1 } : { passed: 1, failed: 0 });
}

function report(gate, startedMs, counted) {
  const tests = gate.jest ? `, ${counted.passed} tests passed` : '';
  console.log(`${counted.failed === 0 ? '✓' : '✗'} ${gate.name} (${seconds(startedMs)}${tests})`);
  if (counted.failed > 0) console.log(`Stopped at the gate '${gate.name}'. To run it alone: npm test -- ${gate.name}`);
  return counted;
}

function run(args, environment) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, FORCE_COLOR: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    const passOn = (signal) => child.kill(signal);
    process.on('SIGINT', passOn).on('SIGTERM', passOn);
    child.once('close', (code) => {
      process.off('SIGINT', passOn).off('SIGTERM', passOn);
      resolve({ status: code ?? 1, output: Buffer.concat(chunks).toString('utf8') });
    });
  });
}

const seconds = (sinceMs) => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
