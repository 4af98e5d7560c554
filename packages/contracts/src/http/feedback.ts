import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { idParams, idShape, instantShape, pageOf, pageQuery } from './shapes.js';

export const feedback = z.object({
  id: idShape,
  /** The creation that it is about; null when it is about everything else. */
  creationId: idShape.nullable(),
  /** 1 (bad) to 5 (good). */
  rating: z.number().int().min(1).max(5).nullable(),
  text: z.string().nullable(),
  createdAt: instantShape,
});
export type Feedback = z.infer<typeof feedback>;

export const giveFeedback = endpoint({
  method: 'POST',
  path: '/v1/feedback',
  access: 'session',
  summary: 'Rate a creation or say what is on your mind; always voluntary, listed and removable',
  body: z
    .strictObject({
      creationId: idShape.optional(),
      rating: z.number().int().min(1).max(5).optional(),
      text: z.string().trim().min(1).max(2000).optional(),
    })
    .refine(({ rating, text }) => rating !== undefined || text !== undefined, {
      path: ['text'],
      message: 'a rating or a text is needed',
    }),
  answer: feedback,
  status: 201,
});
export const listFeedback = endpoint({
  method: 'GET',
  path: '/v1/feedback',
  access: 'session',
  summary: 'Own feedback, newest first',
  query: pageQuery,
  answer: pageOf(feedback),
  status: 200,
});
export const removeFeedback = endpoint({
  method: 'DELETE',
  path: '/v1/feedback/{id}',
  access: 'session',
  summary: 'Take feedback back: it is deleted at once',
  params: idParams,
  status: 204,
});
