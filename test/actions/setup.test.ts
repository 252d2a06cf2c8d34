/** Setting up on a real database: the one-time token, and a practice that stands with all its first parts. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownerOfApiKey } from '../../src/actions/api-keys.ts';
import { listFeeds } from '../../src/actions/feeds.ts';
import { readPractice } from '../../src/actions/practice.ts';
import { finishSetup, isSetupToken, setUpPractice, setupToken } from '../../src/actions/setup.ts';
import { issueSignIn, sessionOf, signIn, signOut } from '../../src/actions/sign-in.ts';
import type { Instant } from '../../src/domain/types.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { contextOf, KEYS, later, NOW } from '../support/practice.ts';

let database: TestDatabase;
let now: Instant = NOW;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const installed = () => ({ db: database.db, keys: KEYS, clock: () => now, newId: randomUUID });
const input = {
  practice: { name: 'Sample Practice', phone: '+1 212 555 0100', email: 'office@practice.example' },
  practitioner: { name: 'Dr. Zoë Lee', zone: 'America/New_York' },
  owner: { email: 'Owner@Practice.example' },
  apiKeyName: 'first',
};

test('only the set-up token printed last works, and none once set-up is finished', async () => {
  const first = await setupToken(installed());
  const second = await setupToken(installed());
  expect(await isSetupToken(installed(), first!)).toBe(false);
  expect(await isSetupToken(installed(), second!)).toBe(true);
  expect(await isSetupToken(installed(), '')).toBe(false);
  expect(await finishSetup(installed())).toBe(true);
  expect(await finishSetup(installed())).toBe(false);
  expect(await isSetupToken(installed(), second!)).toBe(false);
  expect(await setupToken(installed())).toBeUndefined();
});

test('a practice is set up with practitioner, owner, feeds and a key, and a second of the same name gets its own link', async () => {
  const made = await setUpPractice(installed(), input);
  expect(made).toMatchObject({
    slug: 'sample-practice',
    practitionerSlug: 'dr-zoe-lee',
    bookingPath: '/book/sample-practice',
  });
  const ctx = contextOf(database.db, made);
  expect(await readPractice(ctx)).toMatchObject({
    plan: 'premium',
    settings: { allowOnlineBooking: true, cutoff: { amount: 1, unit: 'days' }, horizonDays: 60 },
  });
  expect(await ownerOfApiKey(installed(), made.apiKey!, now)).toMatchObject({ practiceId: made.practiceId });
  const feeds = await listFeeds(ctx);
  expect(feeds.map(({ level }) => level)).toEqual(['full', 'busy']);
  for (const { path } of feeds) expect(path).toMatch(/^\/feeds\/[\w-]{43}\.ics$/);
  const [again, third] = await Promise.all([setUpPractice(installed(), input), setUpPractice(installed(), input)]);
  expect([again.slug, third.slug].toSorted()).toEqual(['sample-practice-2', 'sample-practice-3']);
  expect(again.ownerId).toBe(made.ownerId);
});

test('a sign-in link works once, in any spelling of the address, and the session names every workplace', async () => {
  const token = await issueSignIn(installed(), ' owner@practice.EXAMPLE ');
  const session = await signIn(installed(), token!);
  expect(await signIn(installed(), token!)).toBeUndefined();
  const signedIn = await sessionOf(installed(), session!);
  expect(signedIn?.workplaces.map(({ slug, role }) => [slug, role])).toContainEqual(['sample-practice-2', 'owner']);
  await signOut(installed(), session!);
  expect(await sessionOf(installed(), session!)).toBeUndefined();
  expect(await issueSignIn(installed(), 'stranger@practice.example')).toBeUndefined();
});

test('L05 a session that nobody used for a quarter of an hour is over, and so is a link after half an hour', async () => {
  const session = await signIn(installed(), (await issueSignIn(installed(), input.owner.email))!);
  now = later(now, 14);
  expect(await sessionOf(installed(), session!)).toBeDefined();
  now = later(now, 14);
  expect(await sessionOf(installed(), session!)).toBeDefined();
  const link = await issueSignIn(installed(), input.owner.email);
  now = later(now, 30);
  expect(await sessionOf(installed(), session!)).toBeUndefined();
  expect(await signIn(installed(), link!)).toBeUndefined();
});
