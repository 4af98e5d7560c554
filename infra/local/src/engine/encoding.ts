import type { Sharp } from 'sharp';
import type { PictureFormat } from './picture-request.js';

const software = 'Keepword demo engine';
const note = 'Painted offline by the Keepword demo engine; no generative model took part.';
const xmp = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="${software}"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

/** The finished file, with metadata that say which engine made it. They hold nothing of the prompt. */
export async function encode(picture: Sharp, format: PictureFormat, effort: 'fast' | 'normal'): Promise<Uint8Array> {
  const marked = picture.withExif({ IFD0: { Software: software, ImageDescription: note } }).withXmp(xmp);
  switch (format) {
    case 'png':
      return marked.png({ compressionLevel: effort === 'fast' ? 1 : 6, adaptiveFiltering: false }).toBuffer();
    case 'webp':
      return marked.webp({ quality: 90, effort: effort === 'fast' ? 0 : 3 }).toBuffer();
    case 'jpeg':
      return marked.jpeg({ quality: 90 }).toBuffer();
  }
}
