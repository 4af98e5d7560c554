import { createCreation, type CreationRequest } from '@keepword/contracts';
import { parseInput, ProblemException } from '@keepword/service-kit';
import '@fastify/multipart'; // adds multipart to the request's type
import type { FastifyRequest } from 'fastify';

export interface ReceivedRequest {
  readonly request: CreationRequest;
  /** A reference picture, in memory only; null when there is none. */
  readonly reference: Uint8Array | null;
  readonly bodyParts: readonly (string | Uint8Array)[];
}

/** The largest reference picture, as the promises say. */
export const referenceBytesMax = 10 * 1024 * 1024;
const requestBytesMax = 64 * 1024;

/** Reads JSON, or multipart with a `request` part (JSON) and a `reference` part (the picture). Nothing is written to disk. */
export async function readCreationRequest(request: FastifyRequest): Promise<ReceivedRequest> {
  if (!request.isMultipart()) {
    const parsed = parse(request.body);
    return { request: parsed, reference: null, bodyParts: [JSON.stringify(request.body)] };
  }
  const { json, reference } = await readParts(request);
  if (reference?.byteLength === 0)
    throw new ProblemException('/problems/unsupported-media-type', { detail: 'The part `reference` is empty.' });
  if (json === null)
    throw new ProblemException('/problems/invalid-request', {
      errors: [{ path: 'body.request', message: 'the part `request` with the JSON is missing' }],
    });
  return { request: parse(fromJson(json)), reference, bodyParts: reference ? [json, reference] : [json] };
}

const limits = { fileSize: referenceBytesMax, files: 1, fields: 1, fieldSize: requestBytesMax, parts: 2 };

async function readParts(request: FastifyRequest): Promise<{ json: string | null; reference: Uint8Array | null }> {
  let json: string | null = null;
  let reference: Uint8Array | null = null;
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'field' && part.fieldname === 'request') json = String(part.value);
      else if (part.type === 'file' && part.fieldname === 'reference') reference = await part.toBuffer();
      else
        throw new ProblemException('/problems/invalid-request', {
          errors: [{ path: `body.${part.fieldname.slice(0, 60)}`, message: 'only the parts `request` and `reference` are read' }],
        });
    }
  } catch (error) {
    // What is too large says so by its status; everything else that stops the parser is a body that is not multipart.
    if (error instanceof ProblemException || typeof (error as { statusCode?: unknown }).statusCode === 'number') throw error;
    throw new ProblemException('/problems/invalid-request', {
      detail: 'The body is not complete multipart/form-data with a boundary.',
      errors: [],
    });
  }
  return { json, reference };
}

function parse(body: unknown): CreationRequest {
  return parseInput(createCreation, { params: {}, query: {}, body }).body as CreationRequest;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemException('/problems/invalid-request', { errors: [{ path: 'body.request', message: 'must be JSON' }] });
  }
}
