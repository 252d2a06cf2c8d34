/** /practice and /practice/settings: how the practice is reached, and how its online booking is set. */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { changePractice, changeSettings, readPractice } from '../../actions/practice.ts';
import type { Practice } from '../../db/practices.ts';
import { maySettingsChange } from '../../domain/settings.ts';
import { answer, body, SECURITY, type Keyed } from './key.ts';
import { BODY_PROBLEMS, KEY_PROBLEMS, notPremium, PREMIUM_PROBLEM } from './problem.ts';
import { practiceChange, settingsChange } from './schemas.ts';

const settingsSchema = z
  .object({
    allowOnlineBooking: z.boolean(),
    allowOnlineChanges: z.boolean(),
    cutoff: z.object({ amount: z.int(), unit: z.enum(['minutes', 'hours', 'days']) }),
    horizonDays: z.int(),
    holdMinutes: z.int(),
    closingLimitMinutes: z.int(),
    liveReadMinutes: z.int(),
    feedIntervalMinutes: z.int(),
    staleBooking: z.enum(['refuse', 'verify']),
    firstAvailable: z.boolean(),
    askNote: z.boolean(),
    pageNotice: z.string(),
    changeable: z.boolean().describe('Only a practice on the premium plan may change them.'),
  })
  .openapi('Settings');

const practiceSchema = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    phone: z.string(),
    email: z.string(),
    plan: z.enum(['premium', 'basic']),
    patientWord: z.enum(['patient', 'client']),
    policyText: z.string(),
    reminderMinutes: z.int().nullable(),
    bookingUrl: z.url(),
  })
  .openapi('Practice');

function settingsAnswer({
  settings,
  plan,
  liveRead,
  feedInterval,
  firstAvailable,
  askNote,
  pageNotice,
}: Practice): z.input<typeof settingsSchema> {
  const { holdLength, closingLimit, ...same } = settings;
  return {
    ...same,
    holdMinutes: holdLength,
    closingLimitMinutes: closingLimit,
    liveReadMinutes: liveRead,
    feedIntervalMinutes: feedInterval,
    firstAvailable,
    askNote,
    pageNotice,
    changeable: maySettingsChange(plan),
  };
}

function practiceAnswer(practice: Practice, publicUrl: string): z.input<typeof practiceSchema> {
  const { id, slug, name, phone, email, plan, patientWord, policyText, reminder } = practice;
  const bookingUrl = `${publicUrl}/book/${slug}`;
  return { id, slug, name, phone, email, plan, patientWord, policyText, reminderMinutes: reminder ?? null, bookingUrl };
}

const tags = ['practice'];
const security = SECURITY;
const one = answer('The practice.', practiceSchema);
const settings = answer('The online-booking settings.', settingsSchema);

export function practiceRoutes(app: OpenAPIHono<Keyed>, publicUrl: string): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/practice',
      tags,
      security,
      summary: 'The practice',
      responses: { 200: one, ...KEY_PROBLEMS },
    }),
    async (c) => c.json(practiceAnswer(await readPractice(c.var.ctx), publicUrl), 200),
  );
  app.openapi(
    createRoute({
      method: 'patch',
      path: '/practice',
      tags,
      security,
      summary: 'Change contact, policy and reminder',
      request: { body: body(practiceChange) },
      responses: { 200: one, ...KEY_PROBLEMS, ...BODY_PROBLEMS },
    }),
    async (c) => {
      const { reminderMinutes, ...change } = c.req.valid('json');
      return c.json(
        practiceAnswer(await changePractice(c.var.ctx, { ...change, reminder: reminderMinutes }), publicUrl),
        200,
      );
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/practice/settings',
      tags,
      security,
      summary: 'The online-booking settings',
      responses: { 200: settings, ...KEY_PROBLEMS },
    }),
    async (c) => c.json(settingsAnswer(await readPractice(c.var.ctx)), 200),
  );
  app.openapi(
    createRoute({
      method: 'patch',
      path: '/practice/settings',
      tags,
      security,
      summary: 'Change online-booking settings (premium)',
      request: { body: body(settingsChange) },
      responses: { 200: settings, ...KEY_PROBLEMS, ...BODY_PROBLEMS, ...PREMIUM_PROBLEM },
    }),
    async (c) => {
      const { holdMinutes, closingLimitMinutes, liveReadMinutes, feedIntervalMinutes, ...change } = c.req.valid('json');
      const changed = await changeSettings(c.var.ctx, {
        ...change,
        holdLength: holdMinutes,
        closingLimit: closingLimitMinutes,
        liveRead: liveReadMinutes,
        feedInterval: feedIntervalMinutes,
      });
      return changed.ok ? c.json(settingsAnswer(changed.value), 200) : notPremium(c, changed.refusal);
    },
  );
}
