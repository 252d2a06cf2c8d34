/** A practice, its mail server and a clock: books, moves and cancels through the actions, and delivers when the test says so. */
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { bookAppointment } from '../../src/actions/book.ts';
import { cancelAppointment } from '../../src/actions/cancel.ts';
import { rescheduleAppointment } from '../../src/actions/reschedule.ts';
import type { Actor } from '../../src/actions/context.ts';
import { readConfig } from '../../src/config.ts';
import type { Database } from '../../src/db/database.ts';
import type { Deps } from '../../src/deps.ts';
import type { AppointmentId, Instant } from '../../src/domain/types.ts';
import { smtpMailer } from '../../src/email/smtp.ts';
import { deliverDue } from '../../src/outbox/deliver.ts';
import type { Inbox } from '../support/inbox.ts';
import { contextOf, KEYS, later, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';
import { requestOf } from '../support/booking.ts';

export const PUBLIC_URL = 'https://booking.practice.example';
export const FROM = 'openhours@practice.example';
export const STAFF: Actor = { kind: 'staff', userId: randomUUID() as (Actor & { kind: 'staff' })['userId'] };

export type MailRoom = {
  readonly practice: SamplePractice;
  readonly deps: Deps;
  /** All that was logged, a line each. */
  readonly logged: string[];
  now(): Instant;
  /** Moves the clock on, and delivers. How many jobs were worked on. */
  after(minutes: number): Promise<number>;
  deliver(): Promise<number>;
  book(overrides?: Parameters<typeof requestOf>[1]): Promise<AppointmentId>;
  move(id: AppointmentId, start: Instant, as?: { actor?: Actor; tell?: boolean }): Promise<void>;
  cancel(id: AppointmentId, as?: { actor?: Actor; tell?: boolean }): Promise<void>;
  /** Kind, recipient and status of all notices, in the order of their making. */
  notices(): Promise<string[]>;
};

/** `inbox` undefined: no mail server is known. */
export async function mailRoom(
  db: Database,
  inbox: Inbox | undefined,
  settings: Parameters<typeof samplePractice>[1] = {},
): Promise<MailRoom> {
  const practice = await samplePractice(db, { slug: `practice-${randomUUID()}`, ...settings });
  const logged: string[] = [];
  const log = (event: string, details?: object): void => void logged.push(JSON.stringify({ event, ...details }));
  const mailer = inbox && smtpMailer(inbox.url, { from: FROM, pooled: false });
  let now = NOW;
  const deps: Deps = {
    db,
    clock: () => now,
    newId: randomUUID,
    random: () => 0,
    keys: KEYS,
    config: readConfig({ PUBLIC_URL, DATA_DIR: '/nowhere' }),
    mailer: () => Promise.resolve(mailer),
    providers: {} as Deps['providers'], // no calendar is read here
    log: { info: log, warn: log, error: log },
  };
  const as = (actor: Actor = { kind: 'patient' }) => contextOf(db, practice, { actor, now });
  return {
    practice,
    deps,
    logged,
    now: () => now,
    after: (minutes) => {
      now = later(now, minutes);
      return deliverDue(deps, now);
    },
    deliver: () => deliverDue(deps, now),
    book: async (overrides) => {
      const booked = await bookAppointment(as(), requestOf(practice, overrides));
      if (!booked.ok) throw new Error(`The test could not book: ${booked.refusal.code}.`);
      return booked.value.appointment.id;
    },
    move: async (id, start, { actor, tell = true } = {}) => {
      expect(await rescheduleAppointment(as(actor), { appointmentId: id, start, tell })).toMatchObject({ ok: true });
    },
    cancel: async (id, { actor, tell = true } = {}) => {
      expect(await cancelAppointment(as(actor), { appointmentId: id, tell })).toMatchObject({ ok: true });
    },
    notices: () =>
      db.tenant(practice.practiceId, async (tx) => {
        const rows = await tx<{ line: string }[]>`
          select concat_ws(' ', kind, recipient, status) as line from notices
          order by created_at, revision, recipient, kind`;
        return rows.map(({ line }) => line);
      }),
  };
}

/** The value of a property of the only event in a calendar, unfolded. */
export function property(content: string, name: string): string | undefined {
  const line = content
    .replaceAll(/\r\n[ \t]/g, '')
    .split('\r\n')
    .find((text) => new RegExp(`^${name}[;:]`).test(text));
  return line?.slice(name.length + 1);
}
