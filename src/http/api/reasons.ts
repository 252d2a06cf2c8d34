/** Why a time is not offered, as the API says it to the practice. */
import { z } from '@hono/zod-openapi';
import type { Instant, Reason } from '../../domain/types.ts';
import { instantSchema, utc } from './times.ts';

export const reasonSchema = z
  .object({
    code: z.string().meta({ example: 'before-cutoff' }),
    earliest: instantSchema.optional(),
    lastDate: z.iso.date().optional(),
    readAt: instantSchema.optional(),
    calendar: z.uuid().optional(),
    appointment: z.uuid().optional(),
    before: instantSchema.optional(),
    after: instantSchema.optional(),
    limit: z.int().optional(),
  })
  .openapi('Reason');

const INSTANTS: ReadonlySet<string> = new Set(['earliest', 'readAt', 'before', 'after']);

export function reasonAnswer(reason: Reason): z.input<typeof reasonSchema> {
  const entries = Object.entries(reason).filter(([, value]) => value !== undefined);
  const answered = entries.map(([name, value]) => [name, INSTANTS.has(name) ? utc(value as Instant) : value]); // by its name
  return Object.fromEntries(answered) as z.input<typeof reasonSchema>; // the fields of Reason, its instants as text
}
