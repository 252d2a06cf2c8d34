/** What ran out is forgotten once a day, by one of many processes, and nothing that is still of use. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bookAppointment } from '../src/actions/book.ts';
import { makeFeed } from '../src/actions/feeds.ts';
import { takeHold } from '../src/actions/hold.ts';
import { invite } from '../src/actions/invitations.ts';
import { appointmentOfToken } from '../src/actions/manage.ts';
import { requestMyAppointments } from '../src/actions/my-appointments.ts';
import { issueSignIn, sessionOf, signIn } from '../src/actions/sign-in.ts';
import { keyFindings } from '../src/cli/key-findings.ts';
import { loadInstallation, storeMailServer } from '../src/db/installation.ts';
import { loadInvitations } from '../src/db/members.ts';
import { claimJobs, jobDone } from '../src/db/outbox.ts';
import { addMember } from '../src/db/people.ts';
import { DAY, instant } from '../src/domain/interval.ts';
import type { ConnectionId, Instant, PracticeId, PractitionerId, UserId } from '../src/domain/types.ts';
import { openConnection, openToken, sealConnection, sealToken } from '../src/secrets/connection.ts';
import { MAIL_SERVER, open, readKeys, seal, type Keys } from '../src/secrets/keys.ts';
import { sweepDue } from '../src/sweep.ts';
import { NINE, requestOf, TEN } from './support/booking.ts';
import { testDatabase, type TestDatabase } from './support/database.ts';
import { contextOf, KEYS, later, NOW, samplePractice } from './support/practice.ts';

const DAY_MINUTES = 24 * 60;

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** Sweeps as so many processes at `now`; what each that swept said of it. */
async function sweep(now: Instant, processes = 1, keys = KEYS): Promise<unknown[]> {
  const said: unknown[] = [];
  const log = { info: (_: string, details: unknown) => void said.push(details), warn: () => {}, error: () => {} };
  await Promise.all(
    Array.from({ length: processes }, () => sweepDue({ db: database.db, keys, clock: () => now, log })),
  );
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
  const none = {
    links: 0,
    signIns: 0,
    sessions: 0,
    jobs: 0,
    holds: 0,
    keys: 0,
    invitations: 0,
    resealed: 0,
    withoutKey: 0,
  };
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

describe('F09 after SECRET_KEY got a new first key', () => {
  const [older, newer, strange] = ['old', 'new', 'xyz'].map((word) => `${word}-key`.repeat(5).padEnd(40, '.')) as [
    string,
    string,
    string,
  ]; // three of them
  const before = readKeys(older);
  const both = readKeys(`${newer},${older}`);
  const after = readKeys(newer);

  async function account(
    id: PracticeId,
    practitionerId: PractitionerId,
    keys: Keys,
    tokenKeys = keys,
  ): Promise<ConnectionId> {
    const connection = randomUUID() as ConnectionId; // ids are made here
    const sealed = sealConnection(keys, connection, { refreshToken: 'canary' });
    const token = sealToken(tokenKeys, connection, 'short-lived');
    await database.db.tenant(
      id,
      (tx) => tx`
        insert into connections (practice_id, connection_id, practitioner_id, kind, label, sealed, token_sealed, created_at)
        values (${id}, ${connection}, ${practitionerId}, 'google', 'Own', ${sealed}, ${token}, ${new Date(NOW)})`,
    );
    return connection;
  }

  async function opened(practiceId: PracticeId, id: ConnectionId, keys: Keys) {
    const [row] = await database.db.tenant(
      practiceId,
      (tx) => tx<{ sealed: Buffer; token: Buffer }[]>`
      select sealed, token_sealed as token from connections where connection_id = ${id}`,
    );
    return [openConnection(keys, id, row!.sealed).refreshToken, openToken(keys, id, row!.token)]; // it was made above
  }

  test('accounts and the mail server are sealed anew within a day, and open without the old key', async () => {
    const { db } = database;
    const { practiceId, practitionerId } = await samplePractice(db, { slug: 'rotating' });
    const [old, current, lost, mixed] = [
      await account(practiceId, practitionerId, before),
      await account(practiceId, practitionerId, both),
      await account(practiceId, practitionerId, readKeys(strange)),
      await account(practiceId, practitionerId, both, before),
    ];
    await storeMailServer(db.sql, {
      smtpUrlSealed: seal(before, MAIL_SERVER, 'smtps://canary'),
      mailFrom: 'a@practice.example',
    });
    expect(() => openConnection(after, old, sealConnection(before, old, {}))).toThrow('is not in SECRET_KEY');
    expect(await sweep(later(NOW, 400 * DAY_MINUTES), 1, both)).toMatchObject([{ resealed: 2, withoutKey: 1 }]);
    for (const id of [old, current, mixed])
      expect(await opened(practiceId, id, after)).toEqual(['canary', 'short-lived']);
    // Whose key is not there is left as it was: it may come back.
    expect(await opened(practiceId, lost, readKeys(strange))).toEqual(['canary', 'short-lived']);
    const { smtpUrlSealed } = await loadInstallation(db.sql);
    expect(open(after, MAIL_SERVER, smtpUrlSealed!)).toBe('smtps://canary'); // it was stored above
    expect(await sweep(later(NOW, 401 * DAY_MINUTES), 1, both)).toMatchObject([{ resealed: 0, withoutKey: 1 }]);
    expect((await loadInstallation(db.sql)).smtpUrlSealed).toEqual(smtpUrlSealed);
  });

  test('doctor says which key is missing, what still needs the old one, and when it can be taken out', async () => {
    await using own = await testDatabase();
    const { practiceId, practitionerId } = await samplePractice(own.db, { slug: 'asked' });
    const about = async (keys: Keys) =>
      (await keyFindings({ db: own.db, keys, clock: () => NOW })).map(({ state, what }) => [state, what]);
    const made = await makeFeed(contextOf(own.db, { practiceId }), { practitionerId, name: 'Phone', level: 'busy' });
    expect(made.ok).toBe(true);
    expect(await about(KEYS)).toEqual([]);
    const added = readKeys(`${newer},test-key-test-key-test-key-test-key`);
    const needed = 'feeds (1)';
    expect(await about(added)).toEqual([
      ['well', `The older key ${KEYS.current} in SECRET_KEY is still needed by ${needed}.`],
    ]);
    expect(await about(after)).toEqual([['broken', `A key that is not in SECRET_KEY is needed by ${needed}.`]]);
    expect(await about(readKeys(`test-key-test-key-test-key-test-key,${older}`))).toEqual([
      ['well', `The older key ${before.current} in SECRET_KEY is not needed any more, and can be taken out.`],
    ]);
  });
});
