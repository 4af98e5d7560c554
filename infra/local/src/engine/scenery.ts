import { fixed, type Canvas, type Scenery } from './canvas.js';
import { css, mix, type Colour } from './colour.js';
import { dunes, grass, hills, mountains, ridgeLine, waterSurface } from './ground.js';

/** What the setting shows behind and in front of the things that the prompt names. */
export function paintScenery(canvas: Canvas): Scenery {
  const heaven = stars(canvas) + sunOrMoon(canvas);
  const low = Math.min(canvas.height * 0.93, canvas.horizon + canvas.unit * 0.34);
  switch (canvas.scene.setting) {
    case 'mountains':
      return onMeadow(canvas, heaven + mountains(canvas, 4) + hills(canvas, 2, 0.12), false);
    case 'hills':
      return onMeadow(canvas, heaven + hills(canvas, 5, -0.08), false);
    case 'meadow':
      return onMeadow(canvas, heaven + hills(canvas, 3, -0.02), true);
    case 'forest':
      return onMeadow(canvas, heaven + forest(canvas), false);
    case 'sea':
      return { back: heaven + waterSurface(canvas), front: '', groundY: low };
    case 'lake':
      return {
        back: heaven + mountains(canvas, 3) + waterSurface({ ...canvas, horizon: canvas.horizon + canvas.unit * 0.06 }),
        front: shore(canvas),
        groundY: low,
      };
    case 'city':
      return { back: heaven + city(canvas), front: '', groundY: low };
    case 'desert':
      return { back: heaven + dunes(canvas), front: '', groundY: low };
    case 'studio':
      return { back: studio(canvas), front: '', groundY: canvas.horizon + canvas.unit * 0.12 };
    case 'underwater':
      return { back: seabed(canvas), front: '', groundY: low };
    case 'space':
      return { back: heaven + planet(canvas), front: '', groundY: canvas.height * 0.72 };
    case 'sky':
      return { back: heaven, front: '', groundY: canvas.height * 0.7 };
    case 'flow':
      return { back: '', front: '', groundY: canvas.height * 0.72 };
  }
}

function onMeadow(canvas: Canvas, back: string, flowers: boolean): Scenery {
  const { unit, palette, horizon, scene } = canvas;
  const ground = scene.snow ? mix(palette.light, palette.top, 0.2) : palette.near;
  const level = Math.min(canvas.height * 0.94, horizon + unit * 0.33);
  const line = (base: number) => (x: number) =>
    base - unit * 0.022 * canvas.ridge((x / unit) * 1.1, 90) - unit * 0.006 * canvas.ridge((x / unit) * 5, 91);
  const middle = ridgeLine(canvas, 90, line(level - unit * 0.07), [mix(ground, palette.far, 0.35), mix(ground, palette.far, 0.1)], 0.2);
  const front = ridgeLine(canvas, 91, line(level), [mix(ground, palette.far, 0.15), ground], 0.16);
  return { back: back + middle, front: front + grass(canvas, line(level), flowers), groundY: level };
}

function shore(canvas: Canvas): string {
  const base = Math.min(canvas.height * 0.95, canvas.horizon + canvas.unit * 0.36);
  const line = (x: number) => base - canvas.unit * 0.03 * canvas.ridge((x / canvas.unit) * 1.2, 92);
  return (
    ridgeLine(canvas, 92, line, [mix(canvas.palette.near, canvas.palette.far, 0.25), canvas.palette.near], 0.16) +
    grass(canvas, line, false)
  );
}

function stars({ palette, width, height, unit, chance, scene }: Canvas): string {
  if (!palette.dark || scene.treatment === 'minimal') return '';
  const reach = scene.setting === 'space' ? height : height * 0.6;
  let content = '';
  for (let n = 0; n < 170; n += 1) {
    const size = unit * 0.0009 * (0.6 + 3.2 * chance.next() ** 6);
    const y = chance.next() * reach;
    content += `<circle cx="${fixed(chance.next() * width)}" cy="${fixed(y)}" r="${size.toFixed(2)}" fill="${css(palette.light)}" opacity="${(0.35 + 0.65 * chance.next() * (1 - y / (reach * 1.2))).toFixed(2)}"/>`;
  }
  return content;
}

function sunOrMoon({ scene, palette, sunX, sunY, unit }: Canvas): string {
  if (scene.sun === 'none' || scene.setting === 'space') return '';
  const radius = unit * (scene.treatment === 'minimal' || scene.treatment === 'poster' ? 0.17 : scene.sun === 'moon' ? 0.065 : 0.055);
  const disc = scene.treatment === 'minimal' || scene.treatment === 'poster' ? mix(palette.accent, palette.light, 0.15) : palette.light;
  const halo = `<radialGradient id="halo"><stop offset="0" stop-color="${css(palette.light)}" stop-opacity=".55"/><stop offset="1" stop-color="${css(palette.light)}" stop-opacity="0"/></radialGradient><circle cx="${fixed(sunX)}" cy="${fixed(sunY)}" r="${fixed(radius * 3.6)}" fill="url(#halo)"/>`;
  const face = `<circle cx="${fixed(sunX)}" cy="${fixed(sunY)}" r="${fixed(radius)}" fill="${css(disc)}"/>`;
  if (scene.sun !== 'moon') return halo + face;
  const seas = [
    [-0.3, -0.2, 0.26],
    [0.25, 0.1, 0.34],
    [-0.1, 0.45, 0.2],
  ].map(
    ([x = 0, y = 0, r = 0]) =>
      `<circle cx="${fixed(sunX + x * radius)}" cy="${fixed(sunY + y * radius)}" r="${fixed(r * radius)}" fill="${css(palette.middle)}" opacity=".16"/>`,
  );
  return halo + face + seas.join('');
}

function forest(canvas: Canvas): string {
  const { unit, palette, horizon, width, chance, scene } = canvas;
  let content = '';
  for (let layer = 0; layer < 5; layer += 1) {
    const near = (layer + 1) / 5;
    const base = horizon + unit * (0.02 + 0.26 * near);
    const tone = mix(mix(palette.horizon, palette.far, 0.4 + near * 0.5), palette.near, near ** 1.4);
    const height = unit * (0.16 + 0.34 * near);
    // The nearest trees stand at the sides, so that the middle stays open.
    for (let x = -height * 0.2; x < width + height * 0.2; x += height * (0.17 + chance.next() * 0.2)) {
      if (layer >= 3 && Math.abs(x / width - 0.5) < 0.13 + near * 0.12) continue;
      content += conifer(
        x,
        base + unit * 0.02 * canvas.ridge(x / unit, layer + 100),
        height * (0.65 + chance.next() * 0.5),
        tone,
        scene.snow ? palette.light : null,
      );
    }
    content += ridgeLine(
      canvas,
      100 + layer,
      (x) => base - unit * 0.012 * (1 + canvas.ridge((x / unit) * 1.4, layer + 110)),
      [tone, mix(tone, palette.horizon, palette.dark ? 0.16 : 0.38)],
      0.16,
    );
  }
  return content;
}

function conifer(x: number, y: number, height: number, tone: Colour, snow: Colour | null): string {
  let path = `M${fixed(x)} ${fixed(y - height)}`;
  const tiers = 6;
  const half = height * 0.17;
  const right: string[] = [];
  for (let tier = 1; tier <= tiers; tier += 1) {
    const level = y - height * (1 - tier / tiers);
    const reach = half * (tier / tiers) ** 0.85;
    path += `L${fixed(x - reach)} ${fixed(level)}L${fixed(x - reach * 0.5)} ${fixed(level - height * 0.02)}`;
    right.unshift(`L${fixed(x + reach * 0.5)} ${fixed(level - height * 0.02)}L${fixed(x + reach)} ${fixed(level)}`);
  }
  const cap = snow
    ? `<path d="M${fixed(x)} ${fixed(y - height)}l${fixed(-half * 0.32)} ${fixed(height * 0.26)}l${fixed(half * 0.3)} ${fixed(-height * 0.05)}l${fixed(half * 0.3)} ${fixed(height * 0.05)}Z" fill="${css(snow)}" opacity=".75"/>`
    : '';
  return `<path d="${path}${right.join('')}Z" fill="${css(tone)}"/>${cap}`;
}

function city(canvas: Canvas): string {
  const { unit, palette, horizon, width, height, chance } = canvas;
  let content = '';
  for (let layer = 0; layer < 4; layer += 1) {
    const near = (layer + 1) / 4;
    const tone = mix(mix(palette.horizon, palette.far, 0.5 + near * 0.5), palette.near, near ** 1.5 * 0.95);
    for (let x = -unit * 0.05; x < width;) {
      const across = unit * (0.05 + chance.next() * 0.07) * (0.7 + near * 0.7);
      const edge = layer === 3 ? Math.abs((x + across / 2) / width - 0.5) * 1.7 : 1;
      const tall = unit * (0.14 + 0.4 * chance.next() ** 1.8) * (1.15 - near * 0.25) * edge;
      const top = horizon + unit * 0.16 * near - tall;
      content += `<rect x="${fixed(x)}" y="${fixed(top)}" width="${fixed(across)}" height="${fixed(height - top)}" fill="${css(tone)}"/>`;
      if (chance.next() < 0.25)
        content += `<rect x="${fixed(x + across * 0.46)}" y="${fixed(top - unit * 0.05)}" width="${fixed(unit * 0.004)}" height="${fixed(unit * 0.05)}" fill="${css(tone)}"/>`;
      if (layer > 0) content += windows(canvas, x, top, across, near);
      x += across * (0.9 + chance.next() * 0.35);
    }
  }
  const street = `<linearGradient id="street" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${css(mix(palette.near, palette.horizon, 0.35))}"/><stop offset="1" stop-color="${css(palette.near)}"/></linearGradient><rect x="0" y="${fixed(horizon + unit * 0.24)}" width="${width}" height="${height}" fill="url(#street)"/>`;
  return content + street;
}

function windows({ unit, palette, chance, horizon }: Canvas, x: number, top: number, across: number, near: number): string {
  const gap = unit * 0.014 * (0.7 + near * 0.5);
  let content = '';
  for (let y = top + gap; y < horizon + unit * 0.22; y += gap * 1.3) {
    for (let at = x + gap * 0.6; at < x + across - gap; at += gap) {
      if (chance.next() > (palette.dark ? 0.42 : 0.2)) continue;
      const lamp = chance.next() < 0.75 ? palette.light : palette.accent;
      content += `<rect x="${fixed(at)}" y="${fixed(y)}" width="${fixed(gap * 0.45)}" height="${fixed(gap * 0.6)}" fill="${css(lamp)}" opacity="${(0.3 + chance.next() * 0.6 * near).toFixed(2)}"/>`;
    }
  }
  return content;
}

function studio({ unit, palette, horizon, width, height, scene }: Canvas): string {
  const table = mix(palette.far, palette.near, palette.dark ? 0.3 : 0.25);
  const disc =
    scene.treatment === 'natural' || scene.treatment === 'vintage'
      ? ''
      : `<circle cx="${fixed(width / 2)}" cy="${fixed(horizon - unit * 0.16)}" r="${fixed(unit * 0.34)}" fill="${css(mix(palette.accent, palette.light, 0.45))}" opacity=".75"/>`;
  const rays = [0, 1, 2].map(
    (n) =>
      `<path d="M${fixed(width * (0.02 + n * 0.2))} 0h${fixed(width * 0.11)}l${fixed(width * 0.34)} ${fixed(horizon)}h${fixed(-width * 0.11)}Z" fill="${css(palette.light)}" opacity=".1"/>`,
  );
  return `<linearGradient id="table" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${css(mix(table, palette.light, 0.35))}"/><stop offset="1" stop-color="${css(table)}"/></linearGradient>${rays.join('')}${disc}<rect x="0" y="${fixed(horizon)}" width="${width}" height="${fixed(height - horizon)}" fill="url(#table)"/><rect x="0" y="${fixed(horizon)}" width="${width}" height="${fixed(unit * 0.003)}" fill="${css(palette.light)}" opacity=".5"/>`;
}

function seabed(canvas: Canvas): string {
  const { unit, palette, width, height, chance } = canvas;
  const base = height - unit * 0.13;
  let content = ridgeLine(
    canvas,
    120,
    (x) => base - unit * 0.14 - unit * 0.07 * canvas.ridge((x / unit) * 1.2, 120),
    [mix(palette.middle, palette.near, 0.35), mix(palette.middle, palette.near, 0.7)],
    0.25,
  );
  for (let n = 0; n < 26; n += 1) {
    const x = chance.next() * width;
    const tall = unit * (0.08 + 0.2 * chance.next());
    const sway = unit * 0.05 * (chance.next() - 0.5);
    const tone = mix(mix(palette.near, colourOfWeed, 0.35), palette.accent, n % 4 === 0 ? 0.6 : 0);
    content += `<path d="M${fixed(x)} ${fixed(height)}q${fixed(sway * 2)} ${fixed(-tall * 0.5)} ${fixed(sway)} ${fixed(-tall - unit * 0.1)}q${fixed(-sway)} ${fixed(tall * 0.6)} ${fixed(unit * 0.03)} ${fixed(tall)}Z" fill="${css(tone)}" opacity=".85"/>`;
  }
  content += ridgeLine(
    canvas,
    121,
    (x) => base + unit * 0.04 - unit * 0.04 * canvas.ridge((x / unit) * 1.7, 121),
    [mix(palette.near, palette.middle, 0.3), palette.near],
    0.15,
  );
  for (let n = 0; n < 40; n += 1) {
    content += `<circle cx="${fixed(chance.next() * width)}" cy="${fixed(chance.next() * height)}" r="${fixed(unit * (0.002 + 0.009 * chance.next() ** 3))}" fill="${css(palette.light)}" opacity="${(0.1 + chance.next() * 0.25).toFixed(2)}"/>`;
  }
  return content;
}

const colourOfWeed: Colour = [60, 140, 110];

function planet({ unit, palette, width, height, chance }: Canvas): string {
  const radius = unit * chance.between(0.5, 0.8);
  const x = width * chance.pick([0.16, 0.84]);
  const y = height + radius * 0.45;
  return `<radialGradient id="planet" cx=".42" cy=".12" r=".95"><stop offset="0" stop-color="${css(mix(palette.accent, palette.light, 0.55))}"/><stop offset=".35" stop-color="${css(palette.accent)}"/><stop offset=".75" stop-color="${css(palette.middle)}"/><stop offset="1" stop-color="${css(palette.near)}"/></radialGradient><circle cx="${fixed(x)}" cy="${fixed(y)}" r="${fixed(radius * 1.05)}" fill="${css(palette.accent)}" opacity=".18"/><circle cx="${fixed(x)}" cy="${fixed(y)}" r="${fixed(radius)}" fill="url(#planet)"/>`;
}
