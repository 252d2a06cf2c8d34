/** What mends what /attention names: a time that is right, a mail once more, a job tried again, kept mails sent. */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { listKeptMails, markVerified, resendLink } from '../../actions/attend.ts';
import { letJobGo, retryJob } from '../../actions/jobs.ts';
import { manageToken } from '../../actions/save-change.ts';
import type { Deps } from '../../deps.ts';
import type { Appointment } from '../../domain/booking.ts';
import { resendKept } from '../../outbox/resend.ts';
import { appointmentAnswer, appointmentSchema } from './appointment.ts';
import { answer, SECURITY, type Keyed } from './key.ts';
import { KEY_PROBLEMS, notFound, refused } from './problem.ts';
import { appointmentParam } from './schemas.ts';
import { instantSchema, utc } from './times.ts';

const jobParam = z.object({ job: z.string().regex(/^\d{1,18}$/, 'This is not the id of a job.') });
const done = answer('It is done.', z.object({ done: z.literal(true) }));
const keptSchema = z.object({
  mails: z.array(z.object({ id: z.uuid(), recipient: z.string(), subject: z.string(), keptAt: instantSchema })),
});

const security = SECURITY;
const tags = ['attention'];

export function mendingRoutes(app: OpenAPIHono<Keyed>, deps: Deps): void {
  const { config, keys } = deps;
  const shown = (one: Appointment) => appointmentAnswer(one, `${config.publicUrl}/manage/${manageToken(keys, one)}`);

  for (const { path, summary, act } of [
    {
      path: '/appointments/{id}/verify',
      summary: 'Say that a time booked on a stale calendar is right',
      act: markVerified,
    },
    {
      path: '/appointments/{id}/resend',
      summary: 'Send the patient once more how the appointment stands',
      act: resendLink,
    },
  ] as const) {
    app.openapi(
      createRoute({
        ...{ method: 'post', path, tags: ['appointments'], security, summary },
        request: { params: appointmentParam },
        responses: { 200: answer('The appointment.', appointmentSchema), ...KEY_PROBLEMS },
      }),
      async (c) => {
        const outcome = await act(c.var.ctx, c.req.valid('param').id);
        if (outcome.ok) return c.json(shown(outcome.value), 200);
        if (outcome.refusal.code === 'not-found') return notFound(c);
        const message = 'The patient has no email address.';
        return refused(c, { code: 'invalid', field: 'patient', message });
      },
    );
  }

  for (const { path, summary, act } of [
    { path: '/jobs/{job}/retry', summary: 'Try work that did not go well again, now', act: retryJob },
    { path: '/jobs/{job}/let-go', summary: 'Show work that was given up no more', act: letJobGo },
  ] as const) {
    app.openapi(
      createRoute({
        ...{ method: 'post', path, tags, security, summary },
        request: { params: jobParam },
        responses: { 200: done, ...KEY_PROBLEMS },
      }),
      async (c) => {
        const outcome = await act(c.var.ctx, c.req.valid('param').job);
        return outcome.ok ? c.json({ done: true as const }, 200) : notFound(c);
      },
    );
  }

  app.openapi(
    createRoute({
      ...{ method: 'get', path: '/kept-mails', tags, security, summary: 'Mails that had no server to go to' },
      responses: { 200: answer('The mails, newest first.', keptSchema), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const mails = await listKeptMails(c.var.ctx);
      const shownMails = mails.map(({ id, recipient, subject, keptAt }) => ({
        id,
        recipient,
        subject,
        keptAt: utc(keptAt),
      }));
      return c.json({ mails: shownMails }, 200);
    },
  );
  app.openapi(
    createRoute({
      ...{ method: 'post', path: '/kept-mails/send', tags, security },
      summary: 'Send what was kept, composed anew; nothing while there is no mail server',
      responses: { 200: answer('How many.', z.object({ queued: z.int() })), ...KEY_PROBLEMS },
    }),
    async (c) => c.json({ queued: await resendKept(deps, c.var.ctx.practiceId) }, 200),
  );
}
