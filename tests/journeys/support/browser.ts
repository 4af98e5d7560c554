import { chromium, type Browser } from 'playwright-core';
import { findChromium } from './find-chromium.js';

/** A headless Chromium. The caller closes it. @throws Error that says what to do where there is none */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    headless: true,
    // Root has no sandbox to drop into, and containers have a small /dev/shm.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-dev-shm-usage'],
  });
}
