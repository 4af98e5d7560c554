import type { Creation } from '@keepword/contracts';
import type { CreationView } from '@keepword/creations';

export function creationAnswer({ creation, content, outputs, retention }: CreationView): Creation {
  const { failure } = creation;
  return {
    id: creation.id,
    modality: creation.modality,
    state: creation.state,
    model: creation.model,
    tier: creation.tier,
    prompt: content.prompt,
    look: content.look ? { id: content.look.id, slots: { ...content.look.slots } } : null,
    parameters: { ...content.parameters },
    usedReference: creation.usedReference,
    credits: { quoted: creation.quoted, captured: creation.captured },
    outputs: outputs.map(({ n, mediaType, width, height, bytes, thumbHash }) => ({
      n,
      mediaType,
      width,
      height,
      bytes,
      thumbHash,
      url: `/v1/creations/${creation.id}/outputs/${n}`,
    })),
    ...(failure ? { failure: { type: failure.type, message: failure.message } } : {}),
    createdAt: creation.createdAt.toISOString(),
    finishedAt: creation.finishedAt?.toISOString() ?? null,
    retention: { expiresAt: retention.expiresAt?.toISOString() ?? null, reason: retention.reason },
  };
}
