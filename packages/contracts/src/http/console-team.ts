import { z } from 'zod';
import { caseClass, caseState } from './cases.js';
import { consoleRole } from './console-role.js';
import { staffMember } from './console.js';
import { endpoint } from './endpoint.js';
import { idParams, idShape, instantShape } from './shapes.js';

const everyRole = ['privacy-officer', 'moderator', 'support', 'auditor'] as const;
const team = ['privacy-officer', 'moderator', 'support'] as const;

/** Who works here: to assign a case to, and to say by name who did something. */
export const listStaff = endpoint({
  method: 'GET',
  path: '/v1/console/staff',
  access: 'staff',
  roles: everyRole,
  summary: 'The team, by address; all of it on one page',
  query: z.object({ role: consoleRole.optional() }),
  answer: z.object({ items: z.array(staffMember), nextCursor: z.null() }),
  status: 200,
});

const names = <Name extends z.ZodType>(name: Name) => z.array(name).min(1).max(20);

/** What a view of the case list asks for. A pseudonym is not among it: nobody is kept in somebody's views. */
export const viewFilters = z.strictObject({
  state: names(caseState).optional(),
  class: names(caseClass).optional(),
  assignee: z.union([z.literal('me'), z.literal('nobody'), idShape], { error: 'must be me, nobody or the id of a member' }).optional(),
  due: z.enum(['overdue', 'day', 'week']).optional(),
});
export const savedView = z.object({ id: idShape, name: z.string(), filters: viewFilters, createdAt: instantShape });
export type SavedView = z.infer<typeof savedView>;

/** How many views one member can keep. */
export const savedViewsMax = 20;

export const listViews = endpoint({
  method: 'GET',
  path: '/v1/console/views',
  access: 'staff',
  roles: everyRole,
  summary: 'Your own views of the case list, by name',
  answer: z.object({ items: z.array(savedView), nextCursor: z.null() }),
  status: 200,
});
/** The name is one's own: saved again under it, the view takes the place of the one before. */
export const saveView = endpoint({
  method: 'POST',
  path: '/v1/console/views',
  access: 'staff',
  roles: team,
  summary: `Keep a view of the case list; at most ${savedViewsMax}`,
  body: z.strictObject({
    name: z
      .string()
      .trim()
      .min(1)
      .max(40)
      .refine((text) => !/\S+@\S+/.test(text), { message: 'must name no mail address' }),
    filters: viewFilters,
  }),
  answer: savedView,
  status: 201,
});
export const deleteView = endpoint({
  method: 'DELETE',
  path: '/v1/console/views/{id}',
  access: 'staff',
  roles: team,
  summary: 'Delete one of your views',
  params: idParams,
  status: 204,
});
