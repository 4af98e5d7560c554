import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import sharp from 'sharp';

const sizePx = 96;

/** `GET {path}/{number}`: a small picture drawn from the account's number alone, so that nothing about the person is kept for it. */
export function addAvatarRoute(app: FastifyInstance, path: string): void {
  app.get<{ Params: { number: string } }>(`${path}/:number`, async (request, reply) => {
    const number = request.params.number;
    if (!/^\d{1,30}$/.test(number)) return reply.code(404).send();
    const picture = await sharp(Buffer.from(avatarSvg(number)))
      .png()
      .toBuffer();
    return reply.header('content-type', 'image/png').header('cache-control', 'public, max-age=86400').send(picture);
  });
}

function avatarSvg(number: string): string {
  const bytes = createHash('sha256').update(number).digest();
  const hue = Math.round(((bytes[0] ?? 0) / 255) * 360);
  const cells: string[] = [];
  for (let row = 0; row < 5; row += 1) {
    for (let column = 0; column < 3; column += 1) {
      if (((bytes[1 + row * 3 + column] ?? 0) & 1) === 0) continue;
      for (const x of new Set([column, 4 - column])) cells.push(`<rect x="${8 + x * 16}" y="${8 + row * 16}" width="16" height="16"/>`);
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${sizePx}" height="${sizePx}" viewBox="0 0 96 96"><rect width="96" height="96" fill="hsl(${hue},45%,90%)"/><g fill="hsl(${hue},55%,42%)">${cells.join('')}</g></svg>`;
}
