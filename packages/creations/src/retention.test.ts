import { profile, profileIds, retentionOf } from '@keepword/policy';
import { retentionView } from './retention.js';

const at = new Date('2026-01-31T10:00:00Z');

describe('until when a creation is kept', () => {
  it('follows the rule of its profile and says why', () => {
    const views = Object.fromEntries(
      profileIds.map((id) => [id, retentionView(retentionOf(profile(id), 'generation.output'), at).expiresAt?.toISOString() ?? null]),
    );
    expect(views).toMatchObject({
      fluxkrea: '2026-02-02T10:00:00.000Z',
      fluxvision: '2026-05-01T10:00:00.000Z',
      fluxkontextpro: null,
      fluxgen: null,
    });
    for (const id of profileIds) expect(retentionView(retentionOf(profile(id), 'generation.output'), at).reason).toMatch(/^Kept /);
  });
  it('is until it is deleted where there is no rule', () => {
    expect(retentionView(null, at)).toEqual({ expiresAt: null, reason: 'Kept until you delete it' });
  });
});
