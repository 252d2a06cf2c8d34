/** What the API takes, as zod schemas: they validate, and openapi.json is made from them. Unknown fields are refused. */
import { z } from '@hono/zod-openapi';
import { COLOURS } from '../../domain/colours.ts';
import { DAY } from '../../domain/interval.ts';
import { LIMITS } from '../../domain/settings.ts';
import type { AppointmentId, OpeningId, PractitionerId, TypeId } from '../../domain/types.ts';
import { email, emailOrNone, idOf, line, lines, localTime, moment, phone, slug, whole, zone } from './fields.ts';

const CUTOFFS = { minutes: LIMITS.cutoffMinutes, hours: LIMITS.cutoffHours, days: LIMITS.cutoffDays } as const;

const within = ({ min, max }: { readonly min: number; readonly max: number }) => whole(min, max);

export const name = line(200);
const practitionerId = idOf<PractitionerId>();
const typeId = idOf<TypeId>();

export const practiceChange = z
  .strictObject({
    name,
    phone,
    email: emailOrNone,
    patientWord: z.enum(['patient', 'client']),
    policyText: lines(10_000),
    reminderMinutes: within(LIMITS.reminder)
      .nullable()
      .describe('How long before the start patients are reminded; null: not at all.'),
  })
  .partial()
  .openapi('PracticeChange');

export const cutoff = z
  .strictObject({ amount: within(LIMITS.cutoffMinutes), unit: z.enum(['minutes', 'hours', 'days']) })
  .refine(({ amount, unit }) => amount <= CUTOFFS[unit].max, {
    path: ['amount'],
    error: `The cut-off is at most ${CUTOFFS.minutes.max} minutes, ${CUTOFFS.hours.max} hours or ${CUTOFFS.days.max} days.`,
  });

export const settingsChange = z
  .strictObject({
    allowOnlineBooking: z.boolean(),
    allowOnlineChanges: z.boolean().describe('Allow online reschedule and cancellation.'),
    cutoff: cutoff.describe('Minutes and hours are elapsed time, days are calendar days in the practitioner’s zone.'),
    horizonDays: within(LIMITS.horizonDays).describe('How far out, in whole days of the practitioner’s zone.'),
    holdMinutes: within(LIMITS.holdLength),
    closingLimitMinutes: within(LIMITS.closingLimit).describe(
      'A calendar read longer ago than this publishes no slots.',
    ),
    liveReadMinutes: within(LIMITS.liveRead).describe(
      'A calendar read longer ago than this is read once more before a booking is confirmed.',
    ),
    feedIntervalMinutes: within(LIMITS.feedInterval).describe('How often a calendar feed is read.'),
    staleBooking: z.enum(['refuse', 'verify']),
    firstAvailable: z.boolean(),
    askNote: z.boolean(),
    pageNotice: lines(2_000).describe('Shown on the booking and confirmation pages.'),
  })
  .partial()
  .openapi('SettingsChange');

export const newPractitioner = z
  .strictObject({ name, zone, email: emailOrNone.optional(), slug: slug.optional() })
  .openapi('NewPractitioner');

export const practitionerChange = z
  .strictObject({
    name,
    zone,
    email: emailOrNone.describe('Where "notify me when an appointment is booked" goes.'),
    slug,
    active: z.boolean(),
    position: whole(0, 10_000),
    notifyBooked: z.boolean().describe('Online-booking setting: premium only.'),
    dailyLimit: within(LIMITS.dailyLimit)
      .nullable()
      .describe('Most appointments a day. Online-booking setting: premium only.'),
    whenChangedOutside: z.enum(['ask', 'follow', 'restore']),
    openingTitle: z
      .union([z.literal(''), line(200)])
      .describe(
        'Events that they organise and whose title is exactly this open time instead of blocking it; empty: none do.',
      ),
  })
  .partial()
  .openapi('PractitionerChange');

export const startRule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('packed') }),
  z.strictObject({ kind: z.literal('every'), minutes: within(LIMITS.startEvery) }),
]);

export const location = z.strictObject({ kind: z.enum(['address', 'phone', 'video']), text: lines(1_000) });

const typeFields = {
  name,
  lengthMinutes: within(LIMITS.length),
  paddingMinutes: within(LIMITS.padding).describe('Blocked after the appointment; never shown to patients.'),
  state: z.enum(['listed', 'hidden', 'archived']),
  audience: z.enum(['everyone', 'existing']),
  startRule,
  location: location.nullable(),
  note: lines(2_000).describe('Text for the patient.'),
  colour: z.enum(COLOURS),
  offeredBy: z.union([z.literal('all'), z.array(practitionerId).max(1_000)]),
};

export const newType = z
  .strictObject({
    ...typeFields,
    paddingMinutes: typeFields.paddingMinutes.default(0),
    state: typeFields.state.default('listed'),
    audience: typeFields.audience.default('everyone'),
    startRule: startRule.default({ kind: 'packed' }),
    location: typeFields.location.default(null),
    note: typeFields.note.default(''),
    colour: typeFields.colour.optional().describe('Left out: one that is used least.'),
    offeredBy: typeFields.offeredBy.default('all'),
  })
  .openapi('NewAppointmentType');

export const typeChange = z.strictObject(typeFields).partial().openapi('AppointmentTypeChange');

export const typeOrder = z.strictObject({ order: z.array(typeId).max(1_000) }).openapi('AppointmentTypeOrder');

const openingFields = {
  practitionerId,
  start: localTime.describe('First occurrence, local time of the practitioner’s zone.'),
  end: localTime,
  rule: line(500).nullable().describe('RFC 5545 RRULE value, such as FREQ=WEEKLY;BYDAY=MO,TU; null: once.'),
  types: z.union([z.literal('all'), z.array(typeId).max(1_000)]),
};

export const newOpening = z
  .strictObject({ ...openingFields, rule: openingFields.rule.default(null), types: openingFields.types.default('all') })
  .openapi('NewOpening');

export const openingChange = z
  .strictObject(openingFields)
  .omit({ practitionerId: true })
  .partial()
  .openapi('OpeningChange');

export const openingException = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('removed') }),
    z.strictObject({ kind: z.literal('changed'), start: localTime, end: localTime }),
  ])
  .openapi('NewOpeningException');

const wanted = { practitionerId, typeId, start: moment };

export const newHold = z.strictObject(wanted).openapi('NewHold');

const holdToken = z.string().max(200).optional().describe('Of the hold that was taken for this slot.');
const patientZone = zone.optional().describe('The zone in which the patient reads times; the practitioner’s at first.');
const note = lines(2_000).default('');

export const publicBooking = z
  .strictObject({
    ...wanted,
    holdToken,
    patient: z.strictObject({ name, email, phone: phone.default(''), zone: patientZone }),
    note,
  })
  .openapi('NewBooking');

export const newAppointment = z
  .strictObject({
    ...wanted,
    as: z
      .enum(['patient', 'staff'])
      .default('patient')
      .describe(
        '`patient`: by the online-booking rules. `staff`: on the patient’s behalf, over anything but an appointment.',
      ),
    holdToken,
    patient: z.strictObject({ name, email: email.optional(), phone: phone.default(''), zone: patientZone }),
    note,
    tell: z.boolean().default(true).describe('As staff: whether the patient gets a mail.'),
    anyway: z
      .boolean()
      .default(false)
      .describe('As staff: book over busy time or outside openings, after the warning.'),
  })
  .refine(({ as, patient }) => as === 'staff' || patient.email !== undefined, {
    path: ['patient', 'email'],
    error: 'This is missing: only staff book without an email address.',
  })
  .openapi('NewAppointment');

export const typeParam = z.object({ id: typeId });
export const practitionerParam = z.object({ id: practitionerId });
export const openingParam = z.object({ id: idOf<OpeningId>() });
export const occurrenceParam = z.object({ id: idOf<OpeningId>(), occurrence: localTime });
export const appointmentParam = z.object({ id: idOf<AppointmentId>() });
export const practiceParam = z.object({ slug });

export const ofPractitioner = z.strictObject({ practitionerId: practitionerId.optional() });

const LONGEST_WINDOW = 366 * DAY;
/** To be checked by {@link isWindow}. */
export const window = {
  from: moment.optional().describe('First moment asked about; now, when left out.'),
  to: moment
    .optional()
    .describe('First moment not asked about; two weeks after `from`, when left out. At most 366 days later.'),
};

export function isWindow({
  from,
  to,
}: {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}): boolean {
  return from === undefined || to === undefined || (from < to && to - from <= LONGEST_WINDOW);
}
export const wrongWindow = { path: ['to'], error: 'This must come after `from`, by 366 days at most.' };

export const busyQuery = z.strictObject({ practitionerId, ...window }).refine(isWindow, wrongWindow);
export const slotsQuery = z
  .strictObject({
    practitionerId: practitionerId.optional().describe('Left out: any practitioner, where the practice offers that.'),
    typeId,
    ...window,
  })
  .refine(isWindow, wrongWindow);
export const explainQuery = z.strictObject({ practitionerId, typeId, start: moment });

export const idempotency = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'A key is made of 1 to 200 visible ASCII characters.')
    .optional()
    .describe('Sending the same request again with the same key books once and gives the same answer.'),
});
