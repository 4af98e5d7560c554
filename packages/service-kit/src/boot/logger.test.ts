import { createLogger } from './logger.js';

const lines: string[] = [];
const logger = createLogger('letters', 'info', { write: (line) => void lines.push(line) });
const logged = () => lines.splice(0).join('');

describe('the log', () => {
  it('given facts that were handed over by mistake, then what is personal in them is not written', () => {
    const person = { id: 'kept', email: 'ada@example.org', prompt: 'a-canary', password: 'pass-canary', ip: '203.0.113.7' };
    const headers = { authorization: 'Bearer token-canary', cookie: 'cookie-canary' };
    logger.info({ person, headers, session: { token: 't-canary', accessToken: 'a-canary', refreshToken: 'r-canary' } }, 'done');
    const line = logged();
    expect(line).toContain('"id":"kept"');
    expect(line).not.toMatch(/canary|ada@example|203\.0\.113/);
  });

  it('given an error of a driver, then what it appends about rows and parameters is not written', () => {
    const detail = 'Key (email)=(ada@example.org) already exists.';
    const err = Object.assign(new Error('duplicate key', { cause: Object.assign(new Error('below'), { detail }) }), {
      code: '23505',
      detail,
      parameters: ['ada@example.org'],
    });
    logger.error({ err }, 'failed');
    const line = logged();
    expect(JSON.parse(line)).toMatchObject({
      err: { type: 'Error', message: 'duplicate key', code: '23505', cause: { message: 'below' } },
    });
    expect(line).not.toContain('ada@example.org');
  });
});
