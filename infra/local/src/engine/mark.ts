import { fixed, type Canvas } from './canvas.js';
import { css, type Colour } from './colour.js';

/** Strokes on a grid of 4 by 6; letters are drawn, since a machine may have no fonts. */
const letters: Readonly<Record<string, string>> = {
  K: 'M0 0V6M4 0L0 3.4M1.4 2.3L4 6',
  E: 'M4 0H0V6H4M0 3H3.2',
  Y: 'M0 0L2 3L4 0M2 3V6',
  W: 'M0 0L.9 6L2 2L3.1 6L4 0',
  O: 'M1 0H3L4 1V5L3 6H1L0 5V1Z',
  R: 'M0 6V0H3L4 .8V2.4L3 3.2H0M2 3.2L4 6',
  D: 'M0 0H2.6L4 1.4V4.6L2.6 6H0Z',
  P: 'M0 6V0H3L4 .8V2.4L3 3.2H0',
  M: 'M0 6V0L2 3L4 0V6',
  N: 'M0 6V0L4 6V0',
  G: 'M4 1L3 0H1L0 1V5L1 6H3L4 5V3.2H2.4',
  I: 'M2 0V6',
  ' ': '',
};

const text = 'KEEPWORD DEMO ENGINE';

/** A small line in the corner that says who painted this. */
export function demoMark(canvas: Pick<Canvas, 'width' | 'height' | 'unit'>, tone: Colour, inset: number): string {
  const scale = Math.max(canvas.unit * 0.0019, 0.55);
  const advance = 5.6;
  const length = text.length * advance * scale;
  const x = canvas.width - inset - length;
  const y = canvas.height - inset - 6 * scale;
  const strokes = text
    .split('')
    .map((letter, at) => `<path transform="translate(${fixed(at * advance)} 0)" d="${letters[letter] ?? ''}"/>`)
    .join('');
  const group = (stroke: string, opacity: number, wide: number) =>
    `<g transform="translate(${fixed(x)} ${fixed(y)}) scale(${scale.toFixed(3)})" fill="none" stroke="${stroke}" stroke-width="${wide}" stroke-linejoin="round" stroke-linecap="round" opacity="${opacity}">${strokes}</g>`;
  return group('#000', 0.25, 1.9) + group(css(tone), 0.72, 0.75);
}
