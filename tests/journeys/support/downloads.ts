import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Clicks what starts a download in the lightbox and reads the file. @param carrying the choice of metadata by its label */
export async function downloadPicture(page: Page, carrying: 'With the prompt' | 'Without'): Promise<Buffer> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: carrying, exact: true }).check();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Download', exact: true }).click(),
  ]);
  return readFileSync(await download.path());
}

export function isPng(file: Buffer): boolean {
  return file.subarray(0, pngSignature.length).equals(pngSignature);
}

/** Width and height of a PNG in pixels, from its header. */
export function sizeOfPng(file: Buffer): { readonly width: number; readonly height: number } {
  return { width: file.readUInt32BE(16), height: file.readUInt32BE(20) };
}
