/** What ran out is forgotten once a day, by one of many processes, and nothing that is still of use. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bookAppointment } from '../src/actions/book.ts';
import { takeHold } from '../src/actions/hold.ts';
import { invite } from '../src/actions/invitations.ts';
import { appointmentOfToken } from '../src/actions/manage.ts';
import { requestMyAppointments } from '../src/actions/my-appointments.ts';
import { issueSignIn, sessionOf, signIn } from '../src/actions/sign-in.ts';
import { loadInvitations } from '../src/db/members.ts';
import { claimJobs, jobDone } from '../src/db/outbox.ts';
import { addMember } from '../src/db/people.ts';
import { DAY, instant } from '../src/domain/interval.ts';
import type { Instant, UserId } from '../src/domain/types.ts';
import { sweepDue } from '../src/sweep.ts';
import { NINE, requestOf, TEN } from './support/booking.ts';
import { testDatabase, type TestDatabase } from './support/database.ts';
import { contextOf, KEYS, later, NOW, samplePractice } from './support/practice.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** Sweeps as so many processes at `now`; what each that swept said of it. */
async function sweep(now: Instant, processes = 1): Promise<unknown[]> {
  const said: unknown[] = [];
  const log = { info: (_: string, details: unknown) => void said.push(details), warn: () => {}, error: () => {} };
  await Promise.all(Array.from({ length: processes }, () => sweepDue({ db: database.db, clock: () => now, log })));
  return said;
}

test('L07 what ran out is gone by count, what is of use stays, and one process of many sweeps a day', async () => {
  const { db } = database;
  const practices = [
    await samplePractice(db, { slug: 'one' }),
    await samplePractice(db, { slug: 'other', name: 'Other Practice' }),
  ] as const;
  const [practice] = practices;
  const tokens: string[] = [];
  for (const each of practices) {
    const ctx = contextOf(db, each);
    const held = await takeHold(ctx, { ...each, start: NINE, audience: 'everyone' });
    const holdToken = held.ok ? held.value.holdToken : undefined;
    const booked = await bookAppointment(ctx, requestOf(each, { holdToken, idempotencyKey: 'key' }));
    if (!booked.ok) throw new Error(booked.refusal.code);
    tokens.push(booked.value.manageToken);
    await takeHold(ctx, { ...each, start: TEN, audience: 'everyone' });
    await requestMyAppointments(ctx, 'ada@patient.example');
    // An address that never answered is not kept for ever.
    await invite(ctx, { email: 'new@practice.example', role: 'assistant', practitionerId: undefined });
  }
  const installed = { db, clock: () => NOW, newId: randomUUID, keys: KEYS };
  await db.tenant(practice.practiceId, (tx) =>
    addMember(tx, {
      id: randomUUID() as UserId, // the builder makes the id
      email: 'owner@practice.example',
      role: 'owner',
      practitionerId: practice.practitionerId,
      now: NOW,
    }),
  );
  const session = await signIn(installed, (await issueSignIn(installed, 'owner@practice.example')) ?? '');
  const jobs = await claimJobs(db.sql, NOW, 100, ['notice', 'my-appointments', 'invitation']);
  for (const job of jobs) await jobDone(db.sql, job, NOW);

  const soon = later(NOW, 12 * 60);
  const none = { links: 0, signIns: 0, sessions: 0, jobs: 0, holds: 0, keys: 0, invitations: 0 };
  expect(await sweep(soon, 4)).toEqual([none]);
  expect(await sweep(soon)).toEqual([]);
  expect(await sessionOf({ ...installed, clock: () => later(NOW, 5) }, session ?? '')).toBeDefined();

  // Two days on: links to lists and to the desk opened for a day and half an hour, holds lived ten minutes.
  expect(await sweep(instant(NOW + 2.5 * DAY))).toEqual([
    { ...none, links: 2, signIns: 1, sessions: session ? 1 : 0, holds: 4 },
  ]);
  for (const token of tokens) expect(await appointmentOfToken({ db }, token, instant(NOW + 2.5 * DAY))).toBeDefined();

  const month = instant(NOW + 31 * DAY);
  expect(await sweep(month)).toEqual([{ ...none, links: 2, jobs: jobs.length, keys: 2 }]);
  expect((await db.tenant(practice.practiceId, loadInvitations)).length).toBe(1);
  // The reminders are through neither: they were never sent.
  expect((await claimJobs(db.sql, month, 100, ['reminder'])).length).toBe(2);
  expect(await sweep(instant(NOW + 40 * DAY))).toEqual([{ ...none, links: 2, invitations: 2 }]);
  for (const token of tokens) expect(await appointmentOfToken({ db }, token, instant(NOW + 40 * DAY))).toBeUndefined();
});
