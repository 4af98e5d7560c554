import { createCreation, deleteCreation, listCreations, patchAccount, problemTypes, startSession } from '@keepword/contracts';
import { openApiDocument } from './open-api.js';

interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean; readonly schema: object }[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly $ref?: string }>>;
}

const endpoints = [createCreation, listCreations, deleteCreation, patchAccount, startSession];
const document = openApiDocument(
  { title: 'Keepword', description: 'An API', version: '1.2.3', serverUrl: 'http://127.0.0.1:3001' },
  endpoints,
) as {
  openapi: string;
  info: object;
  servers: object[];
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  components: Readonly<Record<string, Readonly<Record<string, object>>>>;
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);
const operationOf = (path: string, method: string) => operations.find((entry) => entry.path === path && entry.method === method)?.operation;

/** Every `$ref` below a value. */
function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) => (key === '$ref' ? [String(entry)] : references(entry)));
}

const at = (pointer: string) =>
  pointer
    .slice('#/'.length)
    .split('/')
    .reduce<unknown>(
      (value, part) => (value as Record<string, unknown> | undefined)?.[part.replaceAll('~1', '/').replaceAll('~0', '~')],
      document,
    );

describe('the OpenAPI document', () => {
  it('given contracts, then it is 3.1 with what the standard requires', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info).toMatchObject({ title: 'Keepword', version: '1.2.3', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } });
    expect(document.servers).toEqual([{ url: 'http://127.0.0.1:3001' }]);
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });

  it('given each contract, then there is one operation with its status, the problems that follow from its shape, and any other by default', () => {
    expect(operations).toHaveLength(endpoints.length);
    for (const { method, path, status } of endpoints) {
      const operation = operationOf(path, method.toLowerCase());
      expect(Object.keys(operation?.responses ?? {})).toEqual(expect.arrayContaining([String(status), '429', 'default']));
      expect(operation?.responses[String(status)]?.description).toBeTruthy();
    }
  });

  it('given all operations, then their ids differ and are names that a generator can use', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z][A-Za-z0-9]*$/);
  });

  it('given a path with parameters, then each is declared, required, and nothing else is', () => {
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(declared.map(({ name }) => name)).toEqual(inPath);
      expect(declared.every(({ required }) => required)).toBe(true);
    }
  });

  it('given any reference, then it leads somewhere', () => {
    const pointers = references(document);
    expect(pointers.length).toBeGreaterThan(0);
    for (const pointer of pointers) expect([pointer, at(pointer)]).toEqual([pointer, expect.anything()]);
  });

  it('given who may call, then it is said as security, and the scheme is defined', () => {
    expect(operationOf('/v1/creations', 'post')?.security).toEqual([{ session: [] }]);
    expect(operationOf('/v1/sessions', 'post')?.security).toEqual([]);
    expect(document.components['securitySchemes']?.['session']).toMatchObject({ type: 'http', scheme: 'bearer' });
  });

  it('given a contract with an idempotency key, then the header is declared as required', () => {
    const header = operationOf('/v1/creations', 'post')?.parameters?.find(({ name }) => name === 'Idempotency-Key');
    expect(header).toMatchObject({ in: 'header', required: true, schema: { maxLength: 255 } });
  });

  it('given a query with defaults, then none of its parameters is required', () => {
    const query = operationOf('/v1/creations', 'get')?.parameters?.filter((parameter) => parameter.in === 'query') ?? [];
    expect(query.map(({ name }) => name)).toEqual(expect.arrayContaining(['limit', 'cursor', 'q']));
    expect(query.some(({ required }) => required)).toBe(false);
  });

  it('given schemas, then none carries a dialect of its own, and the problem lists all published types', () => {
    expect(JSON.stringify(document)).not.toContain('$schema');
    expect(at('#/components/schemas/Problem/properties/type/enum')).toEqual(Object.keys(problemTypes));
  });
});
