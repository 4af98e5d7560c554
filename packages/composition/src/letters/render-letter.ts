import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { Profile } from '@keepword/policy';
import { LetterPage } from './letter-page.js';
import { asText, type Letter } from './letter-text.js';

/** Both forms of a mail from one letter, under the profile's name and colours. */
export function renderLetter(letter: Letter, profile: Profile): { readonly text: string; readonly html: string } {
  return { text: asText(letter), html: `<!doctype html>${renderToStaticMarkup(createElement(LetterPage, { letter, profile }))}` };
}
