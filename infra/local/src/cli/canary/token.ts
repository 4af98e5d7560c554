/** A planted word, or a piece of a planted file, in every form in which it may have been written down. */
export class Token {
  readonly #needles: readonly Buffer[];

  constructor(planted: string | Uint8Array) {
    const bytes = Buffer.from(planted);
    const forms = [bytes.toString('hex'), bytes.toString('hex').toUpperCase(), ...base64Forms(bytes)];
    if (typeof planted === 'string') {
      const encoded = encodeURIComponent(planted);
      forms.push(JSON.stringify(planted).slice(1, -1), encoded, encoded.replaceAll('%20', '+'));
    }
    const inUtf16 = typeof planted === 'string' ? [Buffer.from(planted, 'utf16le')] : [];
    this.#needles = [bytes, ...[...new Set(forms)].map((form) => Buffer.from(form, 'utf8')), ...inUtf16];
  }

  isIn(haystack: Uint8Array | string): boolean {
    const bytes =
      typeof haystack === 'string' ? Buffer.from(haystack, 'utf8') : Buffer.from(haystack.buffer, haystack.byteOffset, haystack.byteLength);
    return this.#needles.some((needle) => bytes.includes(needle));
  }

  /** Bytes that two neighbouring pieces of a long file must share, so that nothing is missed where it was cut. */
  get overlapBytes(): number {
    return Math.max(...this.#needles.map((needle) => needle.length)) - 1;
  }
}

/** Inside a longer base64 text a word begins at one of three offsets; its edges mix with its neighbours and are left out. */
function base64Forms(bytes: Buffer): readonly string[] {
  const forms: string[] = [];
  for (const offset of [0, 1, 2]) {
    const whole = Buffer.concat([Buffer.alloc(offset), bytes]);
    const cutLeft = offset === 0 ? 0 : 4;
    const inner = whole
      .toString('base64')
      .replace(/=+$/, '')
      .slice(cutLeft, Math.floor((whole.length * 8) / 6));
    // A short rest would be found by chance.
    if (inner.length >= 6) forms.push(inner, inner.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return forms;
}
