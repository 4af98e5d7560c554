// Preloaded (`node -r infra/jest/run-typescript.cjs apps/worker/src/main.js`), it runs one of our programs from its sources. For tests that
// need a real process (killed, restarted, its output read) before anything is built. Threads inherit it, so they start from sources as well.
const Module = require('node:module');
const fs = require('node:fs');
const path = require('node:path');
const { register } = require('./load-typescript.cjs');

register();
const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  const source = `${request.slice(0, -3)}.ts`;
  const isEntry = path.isAbsolute(request) && request.endsWith('.js') && !fs.existsSync(request) && fs.existsSync(source);
  return isEntry ? source : resolve.call(this, request, ...rest);
};

const threads = require('node:worker_threads');
threads.Worker = class extends threads.Worker {
  constructor(file, options = {}) {
    super(file, { ...options, execArgv: [...(options.execArgv ?? []), '-r', __filename] });
  }
};

// The test holds the other end of the input: when it is gone, however it ended, nobody would stop this program any more.
if (threads.isMainThread) process.stdin.resume().on('end', () => process.exit(1));
