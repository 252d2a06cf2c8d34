/** /members and /practice/access: who works in the practice, as what, and what it asks of those who get in. */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { changeAccess, changeMember, forgetMemberPasskeys, listMembers, removeMember } from '../../actions/members.ts';
import { readPractice } from '../../actions/practice.ts';
import type { Member } from '../../db/members.ts';
import type { Practice } from '../../db/practices.ts';
import type { Deps } from '../../deps.ts';
import { ROLES } from '../../domain/roles.ts';
import type { PractitionerId, UserId } from '../../domain/types.ts';
import { tellOfForgotten } from '../passkey-mails.ts';
import { idOf } from './fields.ts';
import { answer, body, SECURITY, type Keyed } from './key.ts';
import { BODY_PROBLEMS, KEY_PROBLEMS, refused } from './problem.ts';

export const roleField = z.enum(ROLES).openapi('Role', {
  description:
    'owner: all. practitioner: own calendar, openings, appointments. assistant: appointments of the practice.',
});

const memberSchema = z
  .object({
    id: z.uuid(),
    email: z.string(),
    role: roleField,
    practitionerId: z.uuid().nullable().describe('Whose calendar is theirs.'),
    hasPasskey: z.boolean(),
  })
  .openapi('Member');

/** What somebody is or is to be. */
export const membershipFields = {
  role: roleField,
  practitionerId: idOf<PractitionerId>().nullable().default(null).describe('Needed for a practitioner.'),
};
const memberChange = z.strictObject(membershipFields).openapi('MemberChange');

const accessSchema = z
  .object({
    requirePasskey: z.boolean().describe('Everybody shows a passkey besides the mail.'),
    assistantsReserve: z.boolean().describe('Assistants reserve time for every practitioner.'),
  })
  .openapi('Access');
const accessChange = z
  .strictObject({ requirePasskey: z.boolean(), assistantsReserve: z.boolean() })
  .partial()
  .openapi('AccessChange');

const memberParam = z.object({ id: idOf<UserId>() });

function memberAnswer({ userId, email, role, practitionerId, hasPasskey }: Member): z.input<typeof memberSchema> {
  return { id: userId, email, role, practitionerId: practitionerId ?? null, hasPasskey };
}

function accessAnswer({ requirePasskey, assistantsReserve }: Practice): z.input<typeof accessSchema> {
  return { requirePasskey, assistantsReserve };
}

const tags = ['people'];
const security = SECURITY;
const one = answer('The member.', memberSchema);
const access = answer('Who gets in and how.', accessSchema);

export function memberRoutes(app: OpenAPIHono<Keyed>, deps: Deps): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/members',
      tags,
      security,
      summary: 'Who works in the practice',
      responses: { 200: answer('The members.', z.object({ members: z.array(memberSchema) })), ...KEY_PROBLEMS },
    }),
    async (c) => c.json({ members: (await listMembers(c.var.ctx)).map(memberAnswer) }, 200),
  );
  app.openapi(
    createRoute({
      method: 'put',
      path: '/members/{id}',
      tags,
      security,
      summary: 'Change what somebody is; the last owner stays one',
      request: { params: memberParam, body: body(memberChange) },
      responses: { 200: one, ...KEY_PROBLEMS, ...BODY_PROBLEMS },
    }),
    async (c) => {
      const { role, practitionerId } = c.req.valid('json');
      const to = { role, practitionerId: practitionerId ?? undefined };
      const changed = await changeMember(c.var.ctx, c.req.valid('param').id, to);
      return changed.ok ? c.json(memberAnswer(changed.value), 200) : refused(c, changed.refusal);
    },
  );
  app.openapi(
    createRoute({
      method: 'delete',
      path: '/members/{id}',
      tags,
      security,
      summary: 'Remove somebody; open sessions lose the practice at once',
      request: { params: memberParam },
      responses: { 200: answer('They are removed.', z.object({ removed: z.literal(true) })), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const removed = await removeMember(c.var.ctx, c.req.valid('param').id);
      return removed.ok ? c.json({ removed: true as const }, 200) : refused(c, removed.refusal);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/members/{id}/forget-passkeys',
      tags,
      security,
      summary: 'Forget all passkeys and sessions of somebody who works here alone; they are told by mail',
      request: { params: memberParam },
      responses: { 200: one, ...KEY_PROBLEMS },
    }),
    async (c) => {
      const forgotten = await forgetMemberPasskeys(c.var.ctx, c.req.valid('param').id);
      if (!forgotten.ok) return refused(c, forgotten.refusal);
      tellOfForgotten(c, deps, forgotten.value.email);
      return c.json(memberAnswer(forgotten.value), 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/practice/access',
      tags,
      security,
      summary: 'What the practice asks of those who get in',
      responses: { 200: access, ...KEY_PROBLEMS },
    }),
    async (c) => c.json(accessAnswer(await readPractice(c.var.ctx)), 200),
  );
  app.openapi(
    createRoute({
      method: 'patch',
      path: '/practice/access',
      tags,
      security,
      summary: 'Ask for passkeys, or let assistants reserve time',
      request: { body: body(accessChange) },
      responses: { 200: access, ...KEY_PROBLEMS, ...BODY_PROBLEMS },
    }),
    async (c) => {
      const changed = await changeAccess(c.var.ctx, c.req.valid('json'));
      return changed.ok ? c.json(accessAnswer(changed.value), 200) : refused(c, changed.refusal);
    },
  );
}
