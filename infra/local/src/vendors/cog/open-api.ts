const integer = (minimum: number, maximum: number) => ({ type: 'integer', minimum, maximum });

/** What the server says of itself: the input of its model in the form that Cog publishes. */
export const cogOpenApi = {
  openapi: '3.0.2',
  info: { title: 'Cog', version: '0.1.0' },
  paths: {
    '/health-check': { get: { responses: { 200: { description: 'Ready' } } } },
    '/predictions': { post: { responses: { 200: { description: 'Done' }, 202: { description: 'Accepted' } } } },
    '/predictions/{prediction_id}': { put: { responses: { 200: { description: 'Done' }, 202: { description: 'Accepted' } } } },
    '/predictions/{prediction_id}/cancel': {
      post: { responses: { 200: { description: 'Asked to stop' }, 404: { description: 'Unknown' } } },
    },
  },
  components: {
    schemas: {
      Input: {
        type: 'object',
        required: ['prompt'],
        properties: {
          prompt: { type: 'string' },
          negative_prompt: { type: 'string' },
          image: { type: 'string', format: 'uri' },
          width: integer(64, 2048),
          height: integer(64, 2048),
          seed: { type: 'integer' },
          num_outputs: integer(1, 4),
          output_format: { type: 'string', enum: ['png', 'webp', 'jpg'] },
        },
      },
      Output: { type: 'array', items: { type: 'string', format: 'uri' } },
    },
  },
};
