import type { PictureFacts } from '@keepword/creations';

/** What IPTC calls a picture that a trained model made (https://cv.iptc.org/newscodes/digitalsourcetype). */
export const digitalSourceType = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';

/** An XMP packet that marks a picture as made by a model, and says what of it is given. */
export function xmpPacket({ model, prompt, parameters }: Partial<PictureFacts>): string {
  const described =
    prompt === undefined
      ? ''
      : `<dc:description><rdf:Alt><rdf:li xml:lang="x-default">${escaped(prompt)}</rdf:li></rdf:Alt></dc:description>`;
  const settings = parameters ? `<xmp:Label>${escaped(JSON.stringify(parameters))}</xmp:Label>` : '';
  const tool = model === undefined ? '' : `<xmp:CreatorTool>${escaped(model)}</xmp:CreatorTool>`;
  return [
    '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"',
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">',
    `<Iptc4xmpExt:DigitalSourceType>${digitalSourceType}</Iptc4xmpExt:DigitalSourceType>${tool}${described}${settings}`,
    '</rdf:Description></rdf:RDF></x:xmpmeta>',
    '<?xpacket end="w"?>',
  ].join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** XML 1.0 has no place for control characters other than tab and line ends, nor for lone surrogates. */
function escaped(text: string): string {
  const allowed = Buffer.from(text, 'utf8')
    .toString('utf8')
    // oxlint-disable-next-line no-control-regex -- finding them is the point
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, ' ');
  return allowed.replace(/[&<>"']/g, (character: string) => entities[character] ?? '');
}
