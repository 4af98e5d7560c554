import 'reflect-metadata';
import { currentPublication, profile, profileIds, promisesOf } from '@keepword/policy';
import { ProblemException } from '@keepword/service-kit';
import { Test } from '@nestjs/testing';
import { PLATFORM } from '../platform/platform.js';
import { PolicyController } from './policy-controller.js';

async function controllerOf(id: (typeof profileIds)[number]): Promise<PolicyController> {
  const platform = { profile: profile(id), publication: currentPublication('privacy@example.org') };
  const module = await Test.createTestingModule({
    controllers: [PolicyController],
    providers: [{ provide: PLATFORM, useValue: platform }],
  }).compile();
  return module.get(PolicyController);
}

describe.each(profileIds)('the privacy API under %s', (id) => {
  it('lists every promise of the profile, none of them called kept without a probe', async () => {
    const controller = await controllerOf(id);
    const { items } = controller.promises();
    expect(items.map((item) => item.id)).toEqual(promisesOf(id).map((promise) => promise.id));
    for (const { state, missing } of items) {
      expect(state).toBe('not-proven');
      expect(missing.length).toBeGreaterThan(10);
    }
  });

  it('shows the policy in force with its digest, and its recipients by name', async () => {
    const controller = await controllerOf(id);
    expect(JSON.stringify(controller.policy())).toMatch(/[0-9a-f]{64}/);
    for (const { name } of controller.recipients().items) expect(String(name).length).toBeGreaterThan(1);
  });

  it('knows no promise of another profile', async () => {
    const controller = await controllerOf(id);
    const other = promisesOf(id === 'fluxgen' ? 'fluxkrea' : 'fluxgen')[0];
    const ask = () => controller.promise({ params: { id: other?.id ?? '' }, query: undefined, body: undefined });
    expect(ask).toThrow(ProblemException);
  });
});
