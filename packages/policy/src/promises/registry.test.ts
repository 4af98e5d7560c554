import { profile } from '../profile.js';
import { profileIds, type ProfileId } from '../profile-id.js';
import { profileSchema } from '../profile-schema.js';
import { controls } from './controls.js';
import promiseIds from './promise-ids.json' with { type: 'json' };
import { promiseFor } from './promise-for.js';
import { promisePlaces, type PromisePlace } from './promise-line.js';
import { allPromises, promise, promisesOf } from './registry.js';

describe('the promise registry', () => {
  it('given the committed list of ids, then the registry has each of them once, and no other', () => {
    expect(
      allPromises()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...promiseIds].sort());
    expect(profileIds.reduce((sum, id) => sum + promisesOf(id).length, 0)).toBe(promiseIds.length);
  });

  it('given the controls, then each names promises that exist, and no promise has two', () => {
    const kept = controls.flatMap(({ keeps }) => keeps);
    expect(kept.filter((id) => promise(id) === undefined)).toEqual([]);
    expect(new Set(kept).size).toBe(kept.length);
    expect(new Set(controls.map(({ name }) => name)).size).toBe(controls.length);
  });

  it('given a promise, then it has a control or a sentence that says why not; the number of controls is printed', () => {
    const all = allPromises();
    for (const { control } of all) expect('name' in control ? control.name : control.notYet).toMatch(/\S/);
    const withControl = all.filter(({ control }) => 'name' in control).length;
    process.stdout.write(`promises with a control: ${withControl} of ${all.length}, by ${controls.length} control(s)\n`);
    expect(withControl).toBe(controls.flatMap(({ keeps }) => keeps).length);
  });

  it('given a promise without a control, then it has no probes', () => {
    for (const { control, probes } of allPromises()) if ('notYet' in control) expect(probes).toEqual([]);
  });

  it('given an id that nobody made, then there is no promise', () => {
    expect(promise('fluxkrea.feature.teleport')).toBeUndefined();
    expect(promise('__proto__')).toBeUndefined();
  });

  it('given every promise, then it is one sentence that can stand alone', () => {
    for (const { says } of allPromises()) expect(says).toMatch(/^[A-Za-z/].*\.$/);
  });
});

describe('the line where data is collected', () => {
  it('given any profile and place, then the line is short and about a promise of that profile', () => {
    for (const id of profileIds) {
      for (const place of promisePlaces) {
        const line = promiseFor(profile(id), place);
        if (line === null) continue;
        expect(promisesOf(id).map((entry) => entry.id)).toContain(line.id);
        expect(line.says.length).toBeLessThanOrEqual(140);
        expect(line.kept).toBe('name' in promise(line.id)!.control);
      }
    }
  });

  it.each<[ProfileId, PromisePlace, string]>([
    ['fluxkrea', 'result', 'Kept at least 24 hours and at most 48 hours.'],
    ['fluxvision', 'result', 'Kept at most 90 days, or as long as it is in a project.'],
    ['fluxgen', 'result', 'Kept until you delete it or your account.'],
    ['fluxgen', 'upload', 'Never stored: it stays in memory until the picture is made.'],
    ['fluxchat', 'upload', 'Kept at most 30 days.'],
    ['fluxkrea', 'prompt', 'Replicate receives this prompt, not who you are.'],
    ['fluxkontextpro', 'prompt', 'Fal.ai receives this prompt, not who you are; leave names and addresses out of it.'],
    ['fluxkontextpro', 'pay', 'Stripe or Creem takes your card details; no card number is stored here.'],
    ['fluxgen', 'pay', 'Stripe takes your card; we neither see nor store any of it.'],
    ['fluxchat', 'sign-in', 'We keep your name and email address, and your password only as a hash.'],
    ['fluxkrea', 'delete', 'Removed from our database and files within 60 seconds, and from backups within 30 days.'],
    ['fluxvision', 'age', 'We keep only an age band, never your age or birth date.'],
    ['fluxkontextpro', 'preferences', 'Your settings are kept with your account and go with it within 30 days of its deletion.'],
    ['fluxkrea', 'feedback', 'You need not. Kept at most 1 year, or until you take it back.'],
  ])('given %s, when shown at %s, then it says: %s', (id, place, says) => {
    expect(promiseFor(profile(id), place)?.says).toBe(says);
  });

  it.each<ProfileId>(['fluxvision', 'fluxkontextpro'])('given %s, which takes no upload, then there is no line for one', (id) => {
    expect(promiseFor(profile(id), 'upload')).toBeNull();
  });

  it('given another rule, then the line says the other rule', () => {
    const value = profileSchema.parse(structuredClone(profile('fluxkrea')));
    for (const rule of value.retention) if (rule.category === 'generation.output') rule.after = 'PT36H';
    expect(promiseFor(value, 'result')?.says).toBe('Kept at least 24 hours and at most 36 hours.');
  });
});
