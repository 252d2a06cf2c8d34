/** /invitations: who was invited to the desk. Links are mailed to their people and stand in no answer. */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { invite, listInvitations, resendInvitation, withdrawInvitation } from '../../actions/invitations.ts';
import type { Invitation } from '../../db/members.ts';
import { email, idOf } from './fields.ts';
import { answer, body, SECURITY, type Keyed } from './key.ts';
import { membershipFields, roleField } from './members.ts';
import { BODY_PROBLEMS, KEY_PROBLEMS, OFTEN_PROBLEM, often, refused } from './problem.ts';
import { instantSchema, utc } from './times.ts';

const invitationSchema = z
  .object({
    id: z.uuid(),
    email: z.string(),
    role: roleField,
    practitionerId: z.uuid().nullable(),
    createdAt: instantSchema,
    expiresAt: instantSchema.describe('Until then its link works, once. Sent again, it has a new link.'),
  })
  .openapi('Invitation');

const newInvitation = z.strictObject({ email, ...membershipFields }).openapi('NewInvitation');
const invitationParam = z.object({ id: idOf<string>() });

function invitationAnswer(invitation: Invitation): z.input<typeof invitationSchema> {
  const { id, role, practitionerId, createdAt, expiresAt } = invitation;
  return {
    id,
    email: invitation.email,
    role,
    practitionerId: practitionerId ?? null,
    createdAt: utc(createdAt),
    expiresAt: utc(expiresAt),
  };
}

const tags = ['people'];
const security = SECURITY;
const one = answer('The invitation.', invitationSchema);

export function invitationRoutes(app: OpenAPIHono<Keyed>): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/invitations',
      tags,
      security,
      summary: 'Invitations that were not answered',
      responses: {
        200: answer('The invitations.', z.object({ invitations: z.array(invitationSchema) })),
        ...KEY_PROBLEMS,
      },
    }),
    async (c) => c.json({ invitations: (await listInvitations(c.var.ctx)).map(invitationAnswer) }, 200),
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/invitations',
      tags,
      security,
      summary: 'Invite somebody by mail',
      request: { body: body(newInvitation) },
      responses: { 201: one, ...KEY_PROBLEMS, ...BODY_PROBLEMS, ...OFTEN_PROBLEM },
    }),
    async (c) => {
      const { practitionerId, ...invited } = c.req.valid('json');
      const sent = await invite(c.var.ctx, { ...invited, practitionerId: practitionerId ?? undefined });
      if (sent.ok) return c.json(invitationAnswer(sent.value), 201);
      return sent.refusal.code === 'too-often' ? often(c, sent.refusal) : refused(c, sent.refusal);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/invitations/{id}/resend',
      tags,
      security,
      summary: 'Send it again with a new link; the old one is dead',
      request: { params: invitationParam },
      responses: { 200: one, ...KEY_PROBLEMS, ...OFTEN_PROBLEM },
    }),
    async (c) => {
      const sent = await resendInvitation(c.var.ctx, c.req.valid('param').id);
      if (sent.ok) return c.json(invitationAnswer(sent.value), 200);
      return sent.refusal.code === 'too-often' ? often(c, sent.refusal) : refused(c, sent.refusal);
    },
  );
  app.openapi(
    createRoute({
      method: 'delete',
      path: '/invitations/{id}',
      tags,
      security,
      summary: 'Withdraw it',
      request: { params: invitationParam },
      responses: { 200: answer('It is withdrawn.', z.object({ withdrawn: z.literal(true) })), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const withdrawn = await withdrawInvitation(c.var.ctx, c.req.valid('param').id);
      return withdrawn.ok ? c.json({ withdrawn: true as const }, 200) : refused(c, withdrawn.refusal);
    },
  );
}
