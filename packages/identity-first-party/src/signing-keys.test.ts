import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { firstPartyIdentityConfig } from './config.js';
import { newSigningKey, readSigningKeys } from './signing-keys.js';

const folder = mkdtempSync(path.join(tmpdir(), 'keepword-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileWith(content: string): string {
  const file = path.join(folder, 'keys.json');
  writeFileSync(file, content);
  return file;
}

describe('signing keys', () => {
  it('are read back as they were written', async () => {
    const keys = { keys: [await newSigningKey(), await newSigningKey()] };
    expect(readSigningKeys(fileWith(JSON.stringify(keys)))).toEqual(keys);
  });

  it('stop the boot when the file holds none, without showing what it holds', async () => {
    const key = await newSigningKey();
    const { d, ...open } = key;
    for (const content of [`{"d":"${d}"`, '{}', '{"keys":[]}', JSON.stringify({ keys: [open] }), JSON.stringify({ keys: [key, key] })]) {
      const attempt = () => readSigningKeys(fileWith(content));
      expect(attempt).toThrow(/keys\.json holds no set of ES256 signing keys/);
      expect(attempt).not.toThrow(new RegExp(d));
    }
  });
});

describe('the configuration', () => {
  it('wants the keys from exactly one place', async () => {
    const signingKeys = { keys: [await newSigningKey()] };
    const issuer = 'https://api.example/';
    expect(firstPartyIdentityConfig.parse({ issuer, signingKeys }).issuer).toBe('https://api.example');
    expect(firstPartyIdentityConfig.safeParse({ issuer }).success).toBe(false);
    expect(firstPartyIdentityConfig.safeParse({ issuer, signingKeys, signingKeysFile: 'keys.json' }).success).toBe(false);
    expect(firstPartyIdentityConfig.safeParse({ issuer: 'ftp://api.example', signingKeys }).success).toBe(false);
  });
});
