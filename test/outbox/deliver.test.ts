import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deliverDue } from '../../src/outbox/deliver.ts';
import { resendKept } from '../../src/outbox/resend.ts';
import { jobProblems } from '../../src/db/outbox.ts';
import type { Tx } from '../../src/db/database.ts';
import { loadNotice, markTried, recentMails } from '../../src/db/notices.ts';
import type { Instant, PatientId } from '../../src/domain/types.ts';
import { keptMails } from '../../src/db/mails.ts';
import { bookForPatient } from '../../src/actions/staff.ts';
import { appointmentOfToken } from '../../src/actions/manage.ts';
import { myAppointments, requestMyAppointments } from '../../src/actions/my-appointments.ts';
import { openInbox, type Inbox, type Received } from '../support/inbox.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { contextOf, later } from '../support/practice.ts';
import { NINE, TEN } from '../support/booking.ts';
import { FROM, mailRoom, property, PUBLIC_URL, STAFF } from './mail-room.ts';

const PATIENT = 'ada@patient.example';
const PRACTITIONER = 'lee@practice.example';
const DAY = 24 * 60;

let database: TestDatabase;
// One for each test: whoever delivers takes the mails of all practices.
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.close());

function to(inbox: Inbox, address: string): Received[] {
  return inbox.mails.filter((mail) => mail.to.includes(address));
}

const properties = (mails: readonly Received[], name: string) =>
  mails.map(({ event }) => property(event?.content ?? '', name));

describe('mails about an appointment', () => {
  test('H07 booked, moved, cancelled: one UID, SEQUENCE 0, 1, 2, REQUEST, REQUEST, CANCEL, to both sides', async () => {
    await using inbox = await openInbox();
    const room = await mailRoom(database.db, inbox);
    const id = await room.book();
    await room.deliver();
    await room.move(id, TEN);
    await room.after(1);
    await room.cancel(id);
    await room.after(1);
    for (const address of [PATIENT, PRACTITIONER]) {
      const mails = to(inbox, address);
      expect(properties(mails, 'UID')).toEqual([`${id}@openhours`, `${id}@openhours`, `${id}@openhours`]);
      expect(properties(mails, 'SEQUENCE')).toEqual(['0', '1', '2']);
      expect(properties(mails, 'METHOD')).toEqual(['REQUEST', 'REQUEST', 'CANCEL']);
      expect(mails.map(({ event }) => event?.method)).toEqual(['REQUEST', 'REQUEST', 'CANCEL']);
      expect(properties(mails, 'STATUS')).toEqual(['CONFIRMED', 'CONFIRMED', 'CANCELLED']);
      expect(properties(mails, 'DTSTART')).toEqual(['20270302T140000Z', '20270302T150000Z', '20270302T150000Z']);
      expect(new Set(properties(mails, 'ORGANIZER'))).toEqual(new Set([`CN=Sample Practice:mailto:${FROM}`]));
      for (const attendee of properties(mails, 'ATTENDEE')) expect(attendee).toMatch(new RegExp(`:mailto:${address}$`));
      expect(mails.map(({ from, to: envelope, mail }) => [from, envelope, mail.from?.value[0]?.address])).toEqual(
        mails.map(() => [FROM, [address], FROM]),
      );
    }
    expect(to(inbox, PATIENT).map(({ mail }) => mail.subject)).toEqual([
      'Your appointment on Tue, Mar 2 at 9:00 AM with Sample Practice',
      'New time: your appointment on Tue, Mar 2 at 10:00 AM with Sample Practice',
      'Cancelled: your appointment on Tue, Mar 2 at 10:00 AM with Sample Practice',
    ]);
    expect(inbox.mails).toHaveLength(6);
    expect(await room.deliver()).toBe(0);
  });

  test('H01 while the server is down booking works; once it is back the mail arrives, once', async () => {
    await using inbox = await openInbox();
    const room = await mailRoom(database.db, inbox);
    await inbox.down();
    await room.book({ start: later(NINE, 2 * DAY) });
    await room.deliver();
    for (let hour = 0; hour < 6; hour++) await room.after(61);
    expect(await room.notices()).toEqual([
      'confirmation patient waiting',
      'reminder patient waiting',
      'booked practitioner waiting',
    ]);
    const problems = await database.db.tenant(room.practice.practiceId, (tx) => jobProblems(tx));
    expect(problems.map(({ problem }) => problem)).toEqual([
      'The mail server could not be reached.',
      'The mail server could not be reached.',
    ]);
    await inbox.up();
    await room.after(61);
    await room.after(61);
    expect(to(inbox, PATIENT)).toHaveLength(1);
    expect(to(inbox, PRACTITIONER)).toHaveLength(1);
  });

  test('H02 a greylisted mail is tried again after 5, 15 and 30 minutes, not before', async () => {
    await using inbox = await openInbox();
    const room = await mailRoom(database.db, inbox, { settings: { reminder_minutes: null } });
    await database.db.tenant(room.practice.practiceId, (tx) => tx`update practitioners set notify_booked = false`);
    await room.book();
    inbox.refuse.recipients.push(421, 450, 451);
    expect(await room.deliver()).toBe(1);
    const worked: number[] = [];
    for (const minutes of [4, 1, 14, 1, 29, 1]) worked.push(await room.after(minutes));
    expect(worked).toEqual([0, 1, 0, 1, 0, 1]);
    expect(inbox.mails).toHaveLength(1);
    expect(await room.notices()).toEqual(['confirmation patient sent']);
  });

  test('H02 a mail that never gets in is given up when the appointment begins, and staff see it', async () => {
    await using inbox = await openInbox();
    const room = await mailRoom(database.db, inbox, { settings: { reminder_minutes: null } });
    await database.db.tenant(room.practice.practiceId, (tx) => tx`update practitioners set notify_booked = false`);
    await inbox.down();
    await room.book();
    await room.deliver();
    for (let tries = 0; tries < 26; tries++) await room.after(60);
    expect(await room.notices()).toEqual(['confirmation patient dropped']);
    const problems = await database.db.tenant(room.practice.practiceId, (tx) => jobProblems(tx));
    expect(problems).toEqual([
      expect.objectContaining({ kind: 'notice', nextAt: undefined, problem: expect.stringMatching(/too late/) }),
    ]);
  });

  test('H03 an address that is refused is not tried again, and is marked; the next mail that gets in clears it', async () => {
    await using inbox = await openInbox();
    const room = await mailRoom(database.db, inbox, { settings: { reminder_minutes: null } });
    await database.db.tenant(room.practice.practiceId, (tx) => tx`update practitioners set email = ''`);
    const id = await room.book();
    inbox.refuse.recipients.push(550);
    await room.deliver();
    expect(await room.after(10 * 60)).toBe(0);
    expect(await room.notices()).toEqual(['confirmation patient bounced']);
    const bounced = () =>
      database.db.tenant(
        room.practice.practiceId,
        async (tx) => (await tx`select bounced_at from patients`)[0]?.['bounced_at'] !== null,
      );
    expect(await bounced()).toBe(true);
    await room.move(id, TEN);
    await room.deliver();
    expect(await bounced()).toBe(false);
    expect(inbox.mails).toHaveLength(1);
  });

  test('H04 K03 a worker that dies after the server took the mail: another sends it again 60 s later, with the same Message-ID', async () => {
    await using inbox = await openInbox();
    const room = await mailRoom(database.db, inbox, { settings: { reminder_minutes: null } });
    await database.db.tenant(room.practice.practiceId, (tx) => tx`update practitioners set email = ''`);
    await room.book();
    const mailer = await room.deps.mailer();
    const taken = Promise.withResolvers<void>();
    const dies = {
      ...room.deps,
      mailer: () =>
        Promise.resolve({
          ...mailer!, // the room has an inbox
          send: async (mail: Parameters<NonNullable<typeof mailer>['send']>[0]) => {
            await mailer?.send(mail);
            taken.resolve();
            await new Promise(() => {}); // killed here
          },
        }),
    };
    void deliverDue(dies, room.now());
    await taken.promise;
    expect(await room.after(0.9)).toBe(0);
    expect(await room.after(0.1)).toBe(1);
    expect(await room.after(5)).toBe(0);
    expect(inbox.mails.map(({ mail }) => mail.messageId)).toHaveLength(2);
    expect(new Set(inbox.mails.map(({ mail }) => mail.messageId)).size).toBe(1);
    expect(await room.notices()).toEqual(['confirmation patient sent']);
  });

  test('B10 many workers at once send each mail once', async () => {
    await using inbox = await openInbox();
    const room = await mailRoom(database.db, inbox, { settings: { reminder_minutes: null } });
    for (let hour = 0; hour < 6; hour++) {
      await room.book({ start: later(NINE, hour * 60), patient: { email: `patient-${hour}@patient.example` } });
    }
    await Promise.all([1, 2, 3, 4].map(() => room.deliver()));
    expect(inbox.mails).toHaveLength(12);
    expect(new Set(inbox.mails.map(({ mail }) => mail.messageId)).size).toBe(12);
  });

  test('B09 H08 moved and cancelled while the server was down: only the last word goes out', async () => {
    await using inbox = await openInbox();
    const room = await mailRoom(database.db, inbox);
    await inbox.down();
    const id = await room.book({ start: later(NINE, 2 * DAY) });
    await room.deliver();
    await room.move(id, later(TEN, 2 * DAY));
    await room.cancel(id);
    await inbox.up();
    for (let tries = 0; tries < 4; tries++) await room.after(61);
    expect(to(inbox, PATIENT).map(({ mail }) => mail.subject)).toEqual([
      'Cancelled: your appointment on Thu, Mar 4 at 10:00 AM with Sample Practice',
    ]);
    expect(properties(to(inbox, PATIENT), 'SEQUENCE')).toEqual(['2']);
    expect(to(inbox, PRACTITIONER)).toHaveLength(1);
    for (let day = 0; day < 4; day++) await room.after(DAY);
    expect(inbox.mails).toHaveLength(2);
  });

  test('B09 H08 moved while the server was down: one mail says the new time, none the old', async () => {
    await using inbox = await openInbox();
    const room = await mailRoom(database.db, inbox, { settings: { reminder_minutes: null } });
    await inbox.down();
    const id = await room.book();
    await room.deliver();
    await room.move(id, TEN);
    await inbox.up();
    await room.after(1);
    await room.after(10);
    expect(to(inbox, PATIENT).map(({ mail }) => mail.subject)).toEqual([
      'New time: your appointment on Tue, Mar 2 at 10:00 AM with Sample Practice',
    ]);
    expect(to(inbox, PRACTITIONER).map(({ mail }) => mail.subject)).toEqual([
      'Moved: appointment on Tue, Mar 2 at 10:00 AM',
    ]);
    expect((await room.notices()).toSorted(order)).toEqual([
      'booked practitioner dropped',
      'change patient sent',
      'confirmation patient dropped',
      'moved practitioner sent',
    ]);
  });

  test('H08 moved by staff without telling: a confirmation that still waits says the new time', async () => {
    await using inbox = await openInbox();
    const room = await mailRoom(database.db, inbox, { settings: { reminder_minutes: null } });
    await database.db.tenant(room.practice.practiceId, (tx) => tx`update practitioners set email = ''`);
    const id = await room.book();
    await room.move(id, TEN, { actor: STAFF, tell: false });
    await room.deliver();
    expect(inbox.mails.map(({ mail }) => mail.subject)).toEqual([
      'Your appointment on Tue, Mar 2 at 10:00 AM with Sample Practice',
    ]);
    await room.cancel(id, { actor: STAFF, tell: false });
    await room.after(DAY);
    expect(inbox.mails).toHaveLength(1);
  });

  test('a reminder goes out 24 hours before, once, also when the clock goes back (G11)', async () => {
    await using inbox = await openInbox();
    const room = await mailRoom(database.db, inbox);
    await room.book({ start: later(NINE, 2 * DAY) });
    await room.deliver();
    expect(await room.after(2 * DAY + 59)).toBe(0);
    expect(await room.after(1)).toBe(1);
    const [, reminder] = to(inbox, PATIENT);
    expect(reminder?.mail.subject).toBe('Reminder: your appointment on Thu, Mar 4 at 9:00 AM with Sample Practice');
    expect(properties([reminder!], 'SEQUENCE')).toEqual(['0']); // the second of two mails
    await room.after(-60);
    await room.after(60);
    expect(to(inbox, PATIENT)).toHaveLength(2);
  });

  test('H09 no reminder of a cancelled appointment, and of a moved one only for its new time', async () => {
    await using inbox = await openInbox();
    const room = await mailRoom(database.db, inbox);
    const moved = await room.book({ start: later(NINE, 2 * DAY) });
    const cancelled = await room.book({ start: later(TEN, 2 * DAY), patient: { email: 'other@patient.example' } });
    await room.move(moved, later(NINE, 3 * DAY));
    await room.cancel(cancelled);
    await room.deliver();
    const before = inbox.mails.length;
    await room.after(2 * DAY + 61);
    expect(inbox.mails).toHaveLength(before);
    await room.after(DAY);
    expect(inbox.mails.slice(before).map(({ mail }) => mail.subject)).toEqual([
      'Reminder: your appointment on Fri, Mar 5 at 9:00 AM with Sample Practice',
    ]);
  });

  test('a practice that switched reminders off sends none', async () => {
    await using inbox = await openInbox();
    const room = await mailRoom(database.db, inbox);
    await room.book({ start: later(NINE, 2 * DAY) });
    await room.deliver();
    await database.db.tenant(room.practice.practiceId, (tx) => tx`update practices set reminder_minutes = null`);
    await room.after(3 * DAY);
    expect(to(inbox, PATIENT)).toHaveLength(1);
  });

  test('H11 an address that only its typist vouches for gets three mails an hour, the rest is held', async () => {
    await using inbox = await openInbox();
    const room = await mailRoom(database.db, inbox, { settings: { reminder_minutes: null } });
    for (let hour = 0; hour < 5; hour++) {
      await room.book({
        start: later(NINE, hour * 60),
        patient: { name: `Name ${hour}`, email: hour % 2 ? 'Victim@Patient.example' : 'victim@patient.example' },
      });
    }
    await Promise.all([room.deliver(), room.deliver(), room.deliver()]);
    const victim = () =>
      inbox.mails.filter(({ to: [address] }) => address?.toLowerCase() === 'victim@patient.example').length;
    expect(victim()).toBe(3);
    expect(to(inbox, PRACTITIONER)).toHaveLength(5);
    await room.after(59);
    expect(victim()).toBe(3);
    await room.after(1);
    expect(victim()).toBe(5);
  });

  test('H11 two workers do not count past each other', async () => {
    const room = await mailRoom(database.db, undefined);
    await room.book();
    await room.book({ start: TEN, patient: { name: 'Another Name' } });
    const { practiceId } = room.practice;
    const [first, second] = await database.db.tenant(practiceId, async (tx) => {
      const rows = await tx<{ id: string; patientId: PatientId }[]>`
        select notice_id as id, patient_id as "patientId" from notices join appointments using (practice_id, appointment_id)
        where kind = 'confirmation'`;
      return Promise.all(rows.map(async ({ id, patientId }) => ({ notice: (await loadNotice(tx, id))!, patientId }))); // just read
    });
    const count = (tx: Tx, of: typeof first) => recentMails(tx, of!.notice, of!.patientId, room.now()); // two were made
    let counted: Promise<Instant[] | undefined> | undefined;
    await database.db.tenant(practiceId, async (tx) => {
      expect(await count(tx, first)).toEqual([]);
      counted = database.db.tenant(practiceId, (other) => count(other, second));
      // Long enough for a count that does not wait; one that waits is right however long this takes.
      await Promise.race([counted, tx`select pg_sleep(0.3)`]);
      await markTried(tx, first!.notice.id, room.now());
    });
    expect(await counted).toEqual([room.now()]);
  });

  test('H11 staff bookings and patients that the practice knows are not counted', async () => {
    await using inbox = await openInbox();
    const room = await mailRoom(database.db, inbox, { settings: { reminder_minutes: null } });
    const { practitionerId, typeId } = room.practice;
    const booked = await bookForPatient(contextOf(database.db, room.practice, { actor: STAFF }), {
      ...{ practitionerId, typeId, start: NINE, tell: true, anyway: true },
      patient: { name: 'Ada Byron', email: PATIENT, phone: '' },
    });
    expect(booked.ok).toBe(true);
    for (let hour = 1; hour < 6; hour++) await room.book({ start: later(NINE, hour * 60) });
    await room.deliver();
    expect(to(inbox, PATIENT)).toHaveLength(6);
  });

  test('without a mail server mails are kept and nothing is called sent; later staff can have them sent, if still true', async () => {
    const room = await mailRoom(database.db, undefined, { settings: { reminder_minutes: null } });
    const first = await room.book();
    await room.book({ start: TEN, patient: { email: 'other@patient.example' } });
    await room.deliver();
    const { practiceId } = room.practice;
    const kept = () => database.db.tenant(practiceId, (tx) => keptMails(tx, 100));
    expect((await kept()).map(({ recipient }) => recipient).toSorted()).toEqual([
      PATIENT,
      PRACTITIONER,
      PRACTITIONER,
      'other@patient.example',
    ]);
    expect((await kept())[0]?.raw).toMatch(/From: Sample Practice <no-reply@booking\.practice\.example>/);
    expect(new Set(await room.notices())).toEqual(new Set(['confirmation patient kept', 'booked practitioner kept']));
    expect(await resendKept(room.deps, practiceId)).toBe(0);

    await using inbox = await openInbox();
    const known = { ...room.deps, mailer: (await mailRoom(database.db, inbox)).deps.mailer };
    expect(await deliverDue(known, room.now())).toBe(0);
    await room.cancel(first, { actor: STAFF, tell: false });
    expect(await resendKept(known, practiceId)).toBe(4);
    await deliverDue(known, room.now());
    expect(inbox.mails).toHaveLength(2);
    expect(new Set(inbox.mails.map(({ to: [address] }) => address))).toEqual(
      new Set([PRACTITIONER, 'other@patient.example']),
    );
    expect(await kept()).toEqual([]);
  });

  test('H14 links begin with the configured address, and the manage link opens the appointment', async () => {
    await using inbox = await openInbox();
    const room = await mailRoom(database.db, inbox);
    const id = await room.book();
    await room.deliver();
    const text = to(inbox, PATIENT)[0]?.mail.text ?? '';
    const links = text.match(/https?:\S+/g) ?? [];
    expect(links).toHaveLength(1);
    expect(links[0]).toMatch(new RegExp(`^${PUBLIC_URL}/manage/`));
    const token = links[0]?.split('/').at(-1) ?? '';
    expect((await appointmentOfToken(room.deps, token, room.now()))?.appointment.id).toBe(id);
    expect(to(inbox, PRACTITIONER)[0]?.mail.text).toContain(`${PUBLIC_URL}/desk`);
    expect(to(inbox, PRACTITIONER)[0]?.raw).not.toContain(token);
  });

  test('I18 "my appointments" goes to the known address alone, once in a while, with a link that opens its list', async () => {
    await using inbox = await openInbox();
    const room = await mailRoom(database.db, inbox);
    const id = await room.book();
    await room.deliver();
    inbox.mails.length = 0;
    const ask = (email: string) =>
      requestMyAppointments(contextOf(database.db, room.practice, { now: room.now() }), email);
    await ask('ADA@patient.example');
    await ask(PATIENT);
    await ask('nobody@patient.example');
    await room.deliver();
    expect(inbox.mails.map(({ to: addresses }) => addresses)).toEqual([[PATIENT]]);
    const link = inbox.mails[0]?.mail.text?.match(/https:\S+/)?.[0] ?? '';
    expect(link).toMatch(new RegExp(`^${PUBLIC_URL}/book/${room.practice.slug}/my-appointments/`));
    const list = await myAppointments(room.deps, link.split('/').at(-1) ?? '', room.now());
    expect(list?.appointments.map(({ appointment }) => appointment.id)).toEqual([id]);
  });

  test('L03 a patient who was erased gets no mail, whatever the outbox still holds', async () => {
    await using inbox = await openInbox();
    const room = await mailRoom(database.db, inbox);
    await room.book();
    await database.db.tenant(
      room.practice.practiceId,
      (tx) => tx`update patients set erased_at = ${new Date(room.now())}`,
    );
    await room.deliver();
    expect(to(inbox, PATIENT)).toEqual([]);
    expect(await room.notices()).toContain('confirmation patient dropped');
  });

  test('L09 I08 no address, name or note is in a log line or in the outbox', async () => {
    await using inbox = await openInbox();
    const room = await mailRoom(database.db, inbox);
    const canary = { name: 'Canary Name', email: 'canary@patient.example', phone: '+1 212 555 0199' };
    await room.book({ patient: canary, note: 'canary note' });
    inbox.refuse.recipients.push(450, 550);
    await room.deliver();
    await room.after(6);
    const jobs = await database.db.tenant(room.practice.practiceId, (tx) => jobProblems(tx));
    const seen = [...room.logged, JSON.stringify(jobs)].join('\n');
    expect(room.logged.length).toBeGreaterThan(2);
    expect(seen).not.toMatch(/canary|555|@/i);
  });
});

function order(a: string, b: string): number {
  return a.localeCompare(b);
}
