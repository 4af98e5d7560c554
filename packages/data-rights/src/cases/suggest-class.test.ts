import type { CaseClass } from './case-class.js';
import { suggestClass } from './suggest-class.js';

const texts: readonly (readonly [CaseClass, string])[] = [
  ['erasure', 'Please delete my account and everything in it.'],
  ['erasure', 'Bitte löschen Sie mein Konto und alle Daten.'],
  ['erasure', 'Veuillez supprimer mon compte.'],
  ['erasure', 'Quiero eliminar mi cuenta.'],
  ['access', 'I would like a copy of all my personal data under Article 15.'],
  ['access', 'Ich bitte um Auskunft, welche Daten Sie über mich gespeichert haben.'],
  ['access', 'Je souhaite exercer mon droit d’accès.'],
  ['access', 'Solicito el derecho de acceso a mis datos.'],
  ['export', 'Can I get an export of everything in a machine-readable format?'],
  ['rectification', 'My name is wrong, please rectify it.'],
  ['rectification', 'Bitte berichtigen Sie meinen Namen.'],
  ['restriction', 'I ask for restriction of processing.'],
  ['objection', 'I object to the use of my data for analytics.'],
  ['objection', 'Hiermit lege ich Widerspruch ein.'],
  ['consent-withdrawal', 'I withdraw my consent to training.'],
  ['consent-withdrawal', 'Je souhaite retirer mon consentement.'],
  ['automated-decision-review', 'My prompt got blocked, I want a human review.'],
  ['security-urgent', 'I found a security issue in your login.'],
  ['security-urgent', 'Mein Konto wurde gehackt!'],
  ['underage-report', 'My son is 11 and has an account with you.'],
  ['underage-report', 'Mon enfant utilise votre site.'],
  ['complaint', 'This is a complaint about how you treated me.'],
  ['inquiry', 'How much does a credit cost?'],
  ['inquiry', ''],
];

describe('suggested classes', () => {
  it.each(texts)('%s: %s', (expected, text) => {
    expect(suggestClass(text).class).toBe(expected);
  });

  it('say how sure they are and what else a text speaks of', () => {
    expect(suggestClass('Delete my account!')).toMatchObject({ confidence: 'high', alsoMentions: [] });
    expect(suggestClass('Send me a copy of my data, then delete my account.')).toMatchObject({ confidence: 'medium' });
    expect(suggestClass('Send me a copy of my data, then delete my account.').alsoMentions).toHaveLength(1);
    expect(suggestClass('Hello there')).toEqual({ class: 'inquiry', confidence: 'low', alsoMentions: [] });
  });

  it('do not take a wish for its opposite, nor a quoted line for a new one', () => {
    for (const text of [
      'Please do not delete my account, I only have a question.',
      'Bitte nicht löschen, ich habe nur eine Frage.',
      'Ne pas supprimer mon compte, merci.',
      'Thanks!\n> Please delete my account.',
    ]) {
      expect(suggestClass(text).class).toBe('inquiry');
    }
  });

  it('take no longer for a long text', () => {
    const startMs = performance.now();
    suggestClass('widerrufe einwilligung ne pas '.repeat(50_000));
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });
});
