/** The kinds of values that people and machines send in, each checked once. Forms of the set-up and desk pages use them too. */
import { z } from '@hono/zod-openapi';
import { instant } from '../../domain/interval.ts';
import { readWall } from '../../domain/wall.ts';
import { isZone } from '../../domain/zone.ts';

const LONGEST_EMAIL = 254; // RFC 5321: a path of 256 with its brackets
const YEARS = { first: 1970, last: 2199 } as const;

// C0 and C1 controls: NUL never reaches PostgreSQL, CR and LF never a header.
const CONTROL = /\p{Cc}/u;
const CONTROL_BUT_BREAKS = /[^\P{Cc}\n\r\t]/u;

/** One line of text, trimmed. */
export function line(longest: number, shortest = 1) {
  return z
    .string()
    .trim()
    .min(shortest, 'This is missing.')
    .max(longest, `This is longer than ${longest} characters.`)
    .refine((text) => text.isWellFormed() && !CONTROL.test(text), 'This holds characters that cannot be shown.');
}

/** Text with line breaks; what browsers send as CR LF becomes LF. */
export function lines(longest: number) {
  return z
    .string()
    .max(longest, `This is longer than ${longest} characters.`)
    .refine(
      (text) => text.isWellFormed() && !CONTROL_BUT_BREAKS.test(text),
      'This holds characters that cannot be shown.',
    )
    .transform((text) => text.replace(/\r\n?/g, '\n').trim());
}

/** A whole number. `-0` is a sign of someone trying things out. */
export function whole(least: number, most: number) {
  return z
    .number('This is not a number.')
    .int('This is not a whole number.')
    .min(least, `This is less than ${least}.`)
    .max(most, `This is more than ${most}.`)
    .refine((value) => !Object.is(value, -0), 'This is not a whole number.');
}

export const email = z
  .email('This is not an email address.')
  .max(LONGEST_EMAIL, 'This email address is too long.')
  .meta({ example: 'lee@practice.example' });

export const emailOrNone = z.union([z.literal(''), email], 'This is not an email address.');

export const phone = line(50, 0).meta({ example: '+1 212 555 0100' });

export const zone = z
  .string()
  .max(100)
  .refine(isZone, 'This is not an IANA time zone such as Europe/Paris.')
  .meta({ example: 'America/New_York' });

/** Part of a booking link. */
export const slug = z
  .string()
  .max(63, 'A booking link has at most 63 characters.')
  .regex(/^[a-z0-9](-?[a-z0-9])*$/, 'A booking link is made of lower-case letters, digits and single hyphens.')
  .meta({ example: 'sample-practice' });

/** Ids carry the brand of what they are ids of. */
export function idOf<Id extends string>() {
  return z.uuid('This is not an id.').transform((id) => id as Id); // checked here, branded here
}

/** Which part of a long list is asked for; numbers as an address holds them. */
export function pageFields(most: number) {
  return {
    limit: z.coerce.number('This is not a number.').int().min(1).max(200).default(most),
    offset: z.coerce.number('This is not a number.').int().min(0).max(1_000_000).default(0),
  };
}

/** A moment with its offset, such as `2027-03-02T14:00:00Z`. */
export const moment = z.iso
  .datetime({ offset: true, error: 'This is not a moment with an offset, such as 2027-03-02T14:00:00Z.' })
  .refine(
    (text) => inYears(new Date(text).getUTCFullYear()),
    `This lies outside the years ${YEARS.first} to ${YEARS.last}.`,
  )
  .meta({ example: '2027-03-02T14:00:00Z' })
  .transform((text) => instant(Date.parse(text)));

/** A wall-clock time of the practitioner's zone, such as `2027-03-02T09:00`. */
export const localTime = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, 'This is not a local date and time such as 2027-03-02T09:00.')
  .refine((text) => readWall(text) !== undefined, 'There is no such day or time.')
  .refine((text) => inYears(Number(text.slice(0, 4))), `This lies outside the years ${YEARS.first} to ${YEARS.last}.`)
  .meta({ example: '2027-03-02T09:00' });

function inYears(year: number): boolean {
  return year >= YEARS.first && year <= YEARS.last;
}
