/** What the API takes about appointments beside booking itself: which are asked for, moving, cancelling, who came. */
import { z } from '@hono/zod-openapi';
import type { PractitionerId, TypeId } from '../../domain/types.ts';
import { idOf, line, moment, pageFields } from './fields.ts';
import { isWindow, window, wrongWindow } from './schemas.ts';

export const appointmentsQuery = z
  .strictObject({
    practitionerId: idOf<PractitionerId>().optional(),
    typeId: idOf<TypeId>().optional(),
    status: z.enum(['confirmed', 'cancelled', 'no-show']).optional(),
    text: line(200, 0).default('').describe('Words in the patient’s name, email address or phone number.'),
    ...window,
    ...pageFields(200),
  })
  .refine(isWindow, wrongWindow);

export const newStart = z
  .strictObject({
    start: moment,
    tell: z.boolean().default(true).describe('Whether the patient gets a mail.'),
    anyway: z.boolean().default(false).describe('Move over busy time or outside openings, after the warning.'),
  })
  .openapi('Reschedule');

export const cancellation = z.strictObject({ tell: z.boolean().default(true) }).openapi('Cancellation');

export const attendance = z.strictObject({ noShow: z.boolean() }).openapi('Attendance');
