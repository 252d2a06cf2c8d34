/** Times as the API gives them: instants in UTC, and beside them the wall clock of a named zone. */
import { z } from '@hono/zod-openapi';
import type { Instant, Interval, Slot, Zone } from '../../domain/types.ts';
import { toLocal } from '../../domain/zone.ts';

export const instantSchema = z.iso.datetime().meta({ example: '2027-03-02T14:00:00Z' });
export const localSchema = z.string().meta({ example: '2027-03-02T09:00' });

/** RFC 3339 in UTC, whole seconds. */
export function utc(at: Instant): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

export const slotSchema = z
  .object({
    start: instantSchema,
    end: instantSchema.describe('When the appointment ends for the patient.'),
    localStart: localSchema.describe('The start on the wall clock of `zone`.'),
    zone: z.string().describe('The practitioner’s time zone.'),
    practitionerId: z.uuid().optional().describe('Where any practitioner was asked for.'),
  })
  .openapi('Slot');

export function slotAnswer(slot: Slot & { readonly practitionerId?: string }, zone: Zone): z.input<typeof slotSchema> {
  const { start, end, practitionerId } = slot;
  return {
    start: utc(start),
    end: utc(end),
    localStart: toLocal(start, zone),
    zone,
    ...(practitionerId === undefined ? {} : { practitionerId }),
  };
}

export const intervalSchema = z.object({ start: instantSchema, end: instantSchema }).openapi('Interval');

export function intervalAnswer({ start, end }: Interval): z.input<typeof intervalSchema> {
  return { start: utc(start), end: utc(end) };
}

const TWO_WEEKS = 14 * 86_400_000;
const LONGEST = 366 * 86_400_000;

/** The asked window, or two weeks from its start, or from now; with an end alone it begins now, or as early as it may. */
export function windowOf(
  { from, to }: { from?: Instant | undefined; to?: Instant | undefined },
  now: Instant,
): Interval {
  const start = from ?? (Math.max(Math.min(now, (to ?? now) - 1), (to ?? now) - LONGEST) as Instant); // instants moved stay instants
  return { start, end: to ?? ((start + TWO_WEEKS) as Instant) };
}
