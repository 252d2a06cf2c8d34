/** /calendar-questions: events of ours that were moved or removed in a calendar, and which of the two is meant; and who is away. */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { answerAway, awayEventsOf } from '../../actions/away.ts';
import { listQuestions, type AskedAbout } from '../../actions/calendar-questions.ts';
import { answerCalendarQuestion } from '../../sync/own-events.ts';
import type { CalendarId } from '../../domain/types.ts';
import { idOf, line } from './fields.ts';
import { answer, body, SECURITY, type Keyed } from './key.ts';
import { BODY_PROBLEMS, KEY_PROBLEMS, notFound, problem, STATE_PROBLEM } from './problem.ts';
import { instantSchema, intervalAnswer, intervalSchema, utc } from './times.ts';

export const questionSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(['moved', 'removed']),
    appointmentId: z.uuid(),
    practitionerId: z.uuid(),
    calendarId: z.uuid(),
    calendarName: z.string(),
    booked: intervalSchema.describe('When the appointment is.'),
    found: intervalSchema.nullable().describe('Where the calendar has it; null: it was removed there.'),
    askedAt: instantSchema,
  })
  .openapi('CalendarQuestion');

export function questionAnswer({ question, appointment }: AskedAbout): z.input<typeof questionSchema> {
  const { at, askedAt, revision: _, ...shown } = question;
  return {
    ...{ ...shown, kind: at ? 'moved' : 'removed', askedAt: utc(askedAt) },
    ...{ booked: intervalAnswer(appointment), found: at ? intervalAnswer(at) : null },
  };
}

const answerSchema = z
  .strictObject({
    answer: z
      .enum(['follow', 'restore'])
      .describe(
        '`follow`: the appointment is moved or cancelled, and the patient told. `restore`: the event is put back.',
      ),
  })
  .openapi('CalendarAnswer');

const awaySchema = z
  .strictObject({
    event: line(200).describe('As /attention and the list name it.'),
    away: z.boolean().describe('False: the time of the event is offered.'),
  })
  .openapi('AwayAnswer');

const awayEventSchema = z
  .object({
    event: z.string().describe('Opaque; what the answer names.'),
    time: intervalSchema.describe('Of the first occurrence that is not over.'),
    away: z.boolean().nullable().describe('The last answer; null: none yet, and the time is not offered.'),
  })
  .openapi('AwayEvent');

const tags = ['calendars'];
const security = SECURITY;

export function calendarQuestionRoutes(app: OpenAPIHono<Keyed>): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/calendar-questions',
      tags,
      security,
      summary: 'Open questions about events that were moved or removed in a calendar',
      responses: { 200: answer('They.', z.object({ questions: z.array(questionSchema) })), ...KEY_PROBLEMS },
    }),
    async (c) => {
      return c.json({ questions: (await listQuestions(c.var.ctx)).map(questionAnswer) }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/calendars/{id}/away',
      tags,
      security,
      summary: 'All-day events of two days or more that are marked free, not over, and what was said of them',
      request: { params: z.object({ id: idOf<CalendarId>() }) },
      responses: { 200: answer('They.', z.object({ events: z.array(awayEventSchema) })), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const found = await awayEventsOf(c.var.ctx, c.req.valid('param').id);
      if (!found.ok) return notFound(c);
      const events = found.value.map((each) => ({
        event: each.event,
        time: intervalAnswer(each),
        away: each.away ?? null,
      }));
      return c.json({ events }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/calendars/{id}/away',
      tags,
      security,
      summary: 'Say whether the practitioner is away during a long all-day event that is marked free',
      request: { params: z.object({ id: idOf<CalendarId>() }), body: body(awaySchema) },
      responses: {
        200: answer('It is answered.', z.object({ away: z.boolean() })),
        ...KEY_PROBLEMS,
        ...BODY_PROBLEMS,
      },
    }),
    async (c) => {
      const { event, away } = c.req.valid('json');
      const done = await answerAway(c.var.ctx, { calendarId: c.req.valid('param').id, event, away });
      return done.ok ? c.json({ away }, 200) : notFound(c);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/calendar-questions/{id}/answer',
      tags,
      security,
      summary: 'Follow what was done in the calendar, or put the event back',
      request: { params: z.object({ id: idOf<string>() }), body: body(answerSchema) },
      responses: {
        200: answer('It is answered.', z.object({ appointmentId: z.uuid() })),
        ...KEY_PROBLEMS,
        ...BODY_PROBLEMS,
        ...STATE_PROBLEM,
      },
    }),
    async (c) => {
      const asked = { id: c.req.valid('param').id, answer: c.req.valid('json').answer };
      const done = await answerCalendarQuestion(c.var.ctx, asked);
      if (done.ok) return c.json({ appointmentId: done.value }, 200);
      if (done.refusal.code === 'not-found') return notFound(c);
      const title = 'The time in the calendar is over, or lies over another appointment. Both times stay taken.';
      return problem(c, 409, { title });
    },
  );
}
