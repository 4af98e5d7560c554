import path from 'node:path';
import { readSettings } from './settings.js';
import { UsageError } from './usage-error.js';

const read = (argv: readonly string[], environment: Record<string, string> = {}) => readSettings(argv, environment, '/house');

describe('settings of the launcher', () => {
  it('have defaults for everything', () => {
    const { profile, dataDir, ports, apps, watch } = read([]);
    expect(profile).toBe('fluxkrea');
    expect(dataDir).toBe(path.join('/house', '.keepword', 'fluxkrea'));
    expect(ports).toEqual({ web: 3000, coreApi: 3001, privacyService: 3002, vendors: 3010, inboundSmtp: 0, postgres: 0 });
    expect(apps).toHaveLength(4);
    expect(watch).toBe(false);
  });

  it('take the profile from the argument before the environment', () => {
    expect(read([], { KEEPWORD_PROFILE: 'fluxchat' }).profile).toBe('fluxchat');
    expect(read(['--profile', 'fluxgen'], { KEEPWORD_PROFILE: 'fluxchat' }).profile).toBe('fluxgen');
  });

  it('give each profile a folder of its own', () => {
    expect(read(['--profile', 'fluxgen'], { KEEPWORD_DATA_DIR: '/data' }).dataDir).toBe(path.join('/data', 'fluxgen'));
  });

  it.each([
    [['--profile', 'fluxnone'], {}, 'fluxnone'],
    [[], { WEB_PORT: '70000' }, 'WEB_PORT'],
    [[], { CORE_API_PORT: 'abc' }, 'CORE_API_PORT'],
    [['--apps', 'core-api,kitchen'], {}, 'kitchen'],
    [['--unknown'], {}, 'unknown'],
  ])('name what is wrong: %j %j', (argv, environment, named) => {
    expect(() => read(argv, environment as Record<string, string>)).toThrow(UsageError);
    expect(() => read(argv, environment as Record<string, string>)).toThrow(named);
  });
});
