import type { ProfileId } from './profile-id.js';

/** The tokens that make a profile recognisable. Browser-safe: plain data. */
export interface Brand {
  name: string;
  tagline: string;
  /** Accent for text and controls on the light ground; `accentInkLight` is the text on top of it. */
  accentLight: string;
  accentInkLight: string;
  /** Accent for text and controls on the dark ground; `accentInkDark` is the text on top of it. */
  accentDark: string;
  accentInkDark: string;
  groundLight: string;
  groundDark: string;
}

const grounds = { groundLight: '#ffffff', groundDark: '#111113' };

export const brands: Readonly<Record<ProfileId, Brand>> = {
  fluxvision: {
    name: 'FluxVision',
    tagline: 'Pictures you can keep, promises you can check.',
    accentLight: '#4b3fd1',
    accentInkLight: '#ffffff',
    accentDark: '#a79fff',
    accentInkDark: '#111113',
    ...grounds,
  },
  fluxkontextpro: {
    name: 'FluxKontextPro',
    tagline: 'The model reads your prompt, not your name.',
    accentLight: '#0b6b6f',
    accentInkLight: '#ffffff',
    accentDark: '#5fd0d4',
    accentInkDark: '#111113',
    ...grounds,
  },
  fluxchat: {
    name: 'Fluxchat',
    tagline: 'Talk, write, draw, play: yours to keep or clear.',
    accentLight: '#a3265f',
    accentInkLight: '#ffffff',
    accentDark: '#ff93bd',
    accentInkDark: '#111113',
    ...grounds,
  },
  fluxgen: {
    name: 'FluxGen',
    tagline: 'Three facts about you, one cookie, your pictures.',
    accentLight: '#9a3f0a',
    accentInkLight: '#ffffff',
    accentDark: '#ffa66b',
    accentInkDark: '#111113',
    ...grounds,
  },
  fluxkrea: {
    name: 'Flux Krea',
    tagline: 'Made in seconds, gone in two days.',
    accentLight: '#1f6b3a',
    accentInkLight: '#ffffff',
    accentDark: '#7fd79b',
    accentInkDark: '#111113',
    ...grounds,
  },
};
