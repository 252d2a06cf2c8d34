/** What desk pages and handlers share: who looks, what an address names, and what a redirect says was done. */
import type { Context } from 'hono';
import { readPractice } from '../../actions/practice.ts';
import type { Practice } from '../../db/practices.ts';
import type {
  AppointmentId,
  CalendarId,
  ClosureId,
  Instant,
  LocalDate,
  OpeningId,
  PatientId,
  PractitionerId,
  TypeId,
} from '../../domain/types.ts';
import { isZone, toInstant } from '../../domain/zone.ts';
import { readWall } from '../../domain/wall.ts';
import type { Seat } from '../../views/desk/frame.tsx';
import type { DeskEnv, Staff } from '../session.ts';

export type Sitting = { readonly staff: Staff; readonly seat: Seat; readonly practice: Practice };

export async function seatOf(c: Context<DeskEnv>): Promise<Sitting> {
  const staff = c.get('staff');
  const practice = await readPractice(staff.ctx);
  const { email, formToken, workplace } = staff;
  return {
    staff,
    practice,
    seat: {
      practiceName: practice.name,
      email,
      formToken,
      role: workplace.role,
      patientWord: practice.patientWord,
      assistantsReserve: practice.assistantsReserve,
      severalPractices: c.get('signedIn').session.workplaces.length > 1,
    },
  };
}

type Id = AppointmentId | CalendarId | ClosureId | OpeningId | PatientId | PractitionerId | TypeId;

/** An id as an address or a form names it; undefined when it cannot be one. Whether it is the practice's own, the database says. */
export function readId<Kind extends Id>(text: string | undefined): Kind | undefined {
  return text !== undefined && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(text) ? (text as Kind) : undefined;
}

/** The same of something that has no brand. */
export function readUuid(text: string | undefined): string | undefined {
  return readId<AppointmentId>(text);
}

/** A moment as our own links write it. */
export function readMoment(text: string | undefined): Instant | undefined {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text ?? '') ? Date.parse(text ?? '') : Number.NaN;
  return Number.isNaN(at) ? undefined : (at as Instant); // what Date.parse read is one
}

/** Day and clock as typed, in a zone. */
export function readLocal(day: string | undefined, clock: string | undefined, zone: string): Instant | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(day ?? '') || !/^\d\d:\d\d$/.test(clock ?? '') || !isZone(zone)) return undefined;
  const local = `${day}T${clock}`;
  return readWall(local) === undefined ? undefined : toInstant(local, zone);
}

/** A day of the address, within what a calendar can show. */
export function readDay(text: string | undefined): LocalDate | undefined {
  return /^20\d\d-\d\d-\d\d$/.test(text ?? '') && readWall(text ?? '') !== undefined ? text : undefined;
}

const DONE = {
  booked: 'The appointment is booked.',
  moved: 'The appointment was moved.',
  'moved-told': 'The appointment was moved, and the mail about it is on its way.',
  cancelled: 'The appointment is cancelled.',
  'cancelled-told': 'The appointment is cancelled, and the mail about it is on its way.',
  verified: 'Good: the time is confirmed.',
  resent: 'The mail is on its way.',
  saved: 'Saved.',
  reserved: 'The time is reserved for online booking.',
  'moved-time': 'The reserved time was changed.',
  'removed-time': 'The time is not reserved any more. Appointments in it stay.',
  replaced: 'The address was replaced. The old one is dead.',
  'feed-made': 'The feed is made. Copy its address into the calendar app.',
  'feed-removed': 'The feed is removed. Its address is dead.',
  series: 'All dates are booked. This is the first.',
  closed: 'The time is closed: nothing more is offered in it.',
  'opened-again': 'The time is open again.',
  settled: 'It is done. Nobody got a mail.',
  'settled-told': 'It is done, and the mails are on their way.',
  accepted: 'Good: it stays as it is.',
  again: 'It is tried again now.',
  'let-go': 'It is let go.',
  'no-show': 'It is noted that nobody came.',
  away: 'The time stays taken.',
  'not-away': 'The time is offered again.',
  'came-after-all': 'The mark is taken away.',
  'details-changed': 'The details were changed.',
  'details-changed-told': 'The details were changed, and the confirmations are on their way.',
  erased: 'Name, address, phone number, notes and kept mails are gone.',
  connected: 'The calendar is connected, and is read in a moment.',
  disconnected: 'The calendar is disconnected. What it blocked is open again.',
  followed: 'The appointment follows the calendar, and the mail about it is on its way.',
  'put-back': 'The event is put back into the calendar.',
  read: 'The calendar was read.',
  'not-read': 'The calendar could not be read; the reason stands below.',
  queued: 'The mails are on their way.',
  invited: 'The invitation is on its way.',
  'invited-again': 'The invitation is on its way again, with a new link. The old one is dead.',
  withdrawn: 'The invitation is withdrawn. Its link is dead.',
  'member-removed': 'The person is removed and sees nothing of the practice any more.',
  'passkeys-forgotten': 'Their passkeys are forgotten, and they are signed out everywhere.',
  'key-revoked': 'The key is revoked. Programs that use it are refused from now on.',
  'passkey-added': 'The passkey was added.',
  'passkey-removed': 'The passkey was removed.',
  'session-ended': 'That session is ended.',
  'sessions-ended': 'All other sessions are ended.',
} as const;

export type Done = keyof typeof DONE;

/** The sentence for `?done=` of a redirect: only known words come back. */
export function doneWords(c: Context): string | undefined {
  const said = c.req.query('done') ?? '';
  return Object.hasOwn(DONE, said) ? DONE[said as Done] : undefined; // an own key of DONE
}
