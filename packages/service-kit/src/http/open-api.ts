import { problemTypes, type Endpoint, type ProblemType } from '@keepword/contracts';
import { z } from 'zod';

export interface ApiDescription {
  readonly title: string;
  readonly description: string;
  readonly version: string;
  readonly serverUrl: string;
}

type Schema = Record<string, unknown>;

const problemSchema: Schema = {
  type: 'object',
  required: ['type', 'title', 'status'],
  properties: {
    type: { type: 'string', enum: Object.keys(problemTypes) },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'The request id' },
    errors: { type: 'array', items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' } } } },
  },
};

/** OpenAPI 3.1 made from the very contracts that the service answers by; so it cannot say anything else. */
export function openApiDocument(api: ApiDescription, endpoints: readonly Endpoint[]): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const endpoint of endpoints) {
    const path = (paths[endpoint.path] ??= {});
    path[endpoint.method.toLowerCase()] = operation(endpoint);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: api.title,
      description: api.description,
      version: api.version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: api.serverUrl }],
    paths,
    components: {
      securitySchemes: {
        session: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        ...(endpoints.some(({ access }) => access === 'staff') ? { staff: { type: 'http', scheme: 'bearer' } } : {}),
      },
      schemas: { Problem: problemSchema },
      responses: {
        Problem: {
          description: 'What went wrong (RFC 9457)',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  };
}

function operation(endpoint: Endpoint): Schema {
  const parameters = [...parametersOf(endpoint.params, 'path'), ...parametersOf(endpoint.query, 'query')];
  if (endpoint.idempotencyKey) {
    parameters.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: endpoint.idempotencyKey === 'required',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    });
  }
  const answer = endpoint.answer ? { content: { 'application/json': { schema: jsonSchema(endpoint.answer, 'output') } } } : {};
  return {
    operationId: operationId(endpoint),
    summary: endpoint.summary,
    tags: [endpoint.path.split('/')[2] ?? 'webhooks'],
    security: securityOf(endpoint),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(endpoint.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(endpoint.body, 'input') } } } }
      : {}),
    responses: {
      [String(endpoint.status)]: { description: endpoint.summary, ...answer },
      ...problemResponses(problemsOf(endpoint)),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

/** What follows from the shape of the contract; what only this route can say is among the problems of `default`. */
/** An empty requirement beside another says that a token is optional. */
function securityOf({ access }: Endpoint): object[] {
  if (access === 'either') return [{ session: [] }, {}];
  return access === 'session' || access === 'staff' ? [{ [access]: [] }] : [];
}

function problemsOf({ access, params, query, body, idempotencyKey }: Endpoint): ProblemType[] {
  return [
    ...(query || body || idempotencyKey ? (['/problems/invalid-request'] as const) : []),
    ...(access === 'session' || access === 'staff' || access === 'either' ? (['/problems/unauthenticated'] as const) : []),
    ...(access === 'staff' ? (['/problems/forbidden'] as const) : []),
    ...(params ? (['/problems/not-found'] as const) : []),
    ...(idempotencyKey ? (['/problems/idempotency-conflict', '/problems/request-in-progress'] as const) : []),
    ...(body ? (['/problems/payload-too-large', '/problems/unsupported-media-type'] as const) : []),
    ...(access === 'webhook' ? [] : (['/problems/rate-limited'] as const)),
  ];
}

function problemResponses(types: readonly ProblemType[]): Schema {
  const statuses = [...new Set(types.map((type) => problemTypes[type].status))];
  return Object.fromEntries(
    statuses.map((status) => {
      const ofStatus = types.filter((type) => problemTypes[type].status === status);
      const schema = { allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { type: { enum: ofStatus } } }] };
      const description = ofStatus.map((type) => problemTypes[type].title).join('; ');
      return [String(status), { description, content: { 'application/problem+json': { schema } } }];
    }),
  );
}

function operationId({ method, path }: Endpoint): string {
  const words = path.split(/[/{}._-]+/).filter((word) => word !== '' && word !== 'v1');
  return method.toLowerCase() + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('');
}

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query'): Schema[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as { properties?: Record<string, Schema>; required?: string[] };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Schema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Schema;
  return rest;
}
