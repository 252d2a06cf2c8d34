/** Settings by plan, practitioners, types and keys on a real database. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { issueApiKey, listApiKeys, ownerOfApiKey, revokeApiKey } from '../../src/actions/api-keys.ts';
import { addFeedConnection, listCalendars, removeConnection } from '../../src/actions/connections.ts';
import { listFeeds, makeFeed, removeFeed, replaceFeed } from '../../src/actions/feeds.ts';
import { changePlan, changePractice, changeSettings, readPractice } from '../../src/actions/practice.ts';
import { addPractitioner, changePractitioner, listPractitioners } from '../../src/actions/practitioners.ts';
import { listTypes, reorderTypes, saveType } from '../../src/actions/types.ts';
import type { Context } from '../../src/actions/context.ts';
import { tokenRoute } from '../../src/db/people.ts';
import type { FeedId, PractitionerId, TypeId } from '../../src/domain/types.ts';
import { openConnection } from '../../src/secrets/connection.ts';
import { hashToken } from '../../src/secrets/keys.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { contextOf, KEYS, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';

let database: TestDatabase;
let practice: SamplePractice;
let ctx: Context;
let nth = 0;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  practice = await samplePractice(database.db, { slug: `practice-${nth++}` });
  ctx = contextOf(database.db, practice);
});
afterAll(() => database.close());

async function revision(): Promise<number> {
  const rows = await database.db.tenant(
    practice.practiceId,
    (tx) => tx<{ n: string }[]>`select slots_revision as n from practitioners`,
  );
  return Number(rows[0]!.n);
}

test('a premium practice changes its settings, and what is left out stays', async () => {
  const before = await revision();
  const changed = await changeSettings(ctx, {
    horizonDays: 30,
    cutoff: { amount: 2, unit: 'hours' },
    pageNotice: 'Call 911.',
  });
  expect(changed).toMatchObject({
    ok: true,
    value: {
      settings: { horizonDays: 30, cutoff: { amount: 2, unit: 'hours' }, allowOnlineBooking: true },
      pageNotice: 'Call 911.',
    },
  });
  expect(await revision()).toBeGreaterThan(before);
});

test('a basic practice keeps every setting as it was, whatever it asks', async () => {
  await changeSettings(ctx, { horizonDays: 21 });
  await changePlan(ctx, 'basic');
  const before = await readPractice(ctx);
  expect(await changeSettings(ctx, { horizonDays: 90, allowOnlineBooking: false })).toEqual({
    ok: false,
    refusal: { code: 'not-premium' },
  });
  expect(await readPractice(ctx)).toEqual(before);
  expect(await changePractitioner(ctx, practice.practitionerId, { dailyLimit: 3 })).toMatchObject({
    refusal: { code: 'not-premium' },
  });
  expect(await changePractitioner(ctx, practice.practitionerId, { notifyBooked: false })).toMatchObject({
    refusal: { code: 'not-premium' },
  });
  expect(await changePractitioner(ctx, practice.practitionerId, { name: 'Dr. Li', notifyBooked: true })).toMatchObject({
    ok: true,
  });
  expect(await changePractice(ctx, { phone: '+1 212 555 0199' })).toMatchObject({ phone: '+1 212 555 0199' });
});

test('online booking off and on again, and premium again, bring back the values that were set', async () => {
  await changeSettings(ctx, { horizonDays: 21, cutoff: { amount: 3, unit: 'days' } });
  await changeSettings(ctx, { allowOnlineBooking: false });
  await changePlan(ctx, 'basic');
  await changePlan(ctx, 'premium');
  expect(await changeSettings(ctx, { allowOnlineBooking: true })).toMatchObject({
    value: { settings: { allowOnlineBooking: true, horizonDays: 21, cutoff: { amount: 3, unit: 'days' } } },
  });
});

test('practitioners of one name get links of their own, a wanted link that is taken is refused', async () => {
  const made = await addPractitioner(ctx, { name: 'Dr. Lee', zone: 'Europe/Paris' });
  expect(made).toMatchObject({ ok: true, value: { slug: 'dr-lee-2', notifyBooked: true, position: 1 } });
  expect(await addPractitioner(ctx, { name: 'X', zone: 'Europe/Paris', slug: 'dr-lee' })).toMatchObject({
    refusal: { field: 'slug' },
  });
  expect((await listPractitioners(ctx)).map(({ slug }) => slug)).toEqual(['dr-lee', 'dr-lee-2']);
});

const type = {
  name: 'Follow-up',
  length: 25,
  padding: 5,
  state: 'listed',
  audience: 'everyone',
  startRule: { kind: 'every', minutes: 15 },
  location: { kind: 'video', text: 'https://video.example/room' },
  note: 'Please be on time.\nThank you.',
  offeredBy: 'all',
} as const;

test('a type is saved as given, replaced whole, and put in order; its colour is one that no other has', async () => {
  const made = await saveType(ctx, { ...type, offeredBy: [practice.practitionerId] });
  if (!made.ok) throw new Error(made.refusal.code);
  expect(made.value).toEqual({ ...type, id: made.value.id, colour: 'blue', offeredBy: [practice.practitionerId] });
  const replaced = await saveType(ctx, {
    ...type,
    id: made.value.id,
    location: undefined,
    startRule: { kind: 'packed' },
  });
  expect(replaced).toEqual({
    ok: true,
    value: { ...type, id: made.value.id, colour: 'blue', location: undefined, startRule: { kind: 'packed' } },
  });
  const ordered = await reorderTypes(ctx, [made.value.id]);
  expect(ordered.map(({ id }) => id)).toEqual([made.value.id, practice.typeId]);
});

test('I13 M03 a type cannot be changed from another practice, nor offered by another practice’s practitioner', async () => {
  const other = await samplePractice(database.db, { slug: `other-${nth}` });
  const foreign = contextOf(database.db, other);
  expect(await saveType(foreign, { ...type, id: practice.typeId })).toMatchObject({ refusal: { code: 'not-found' } });
  expect(await saveType(foreign, { ...type, offeredBy: [practice.practitionerId] })).toMatchObject({
    refusal: { field: 'offeredBy' },
  });
  expect(await changePractitioner(foreign, practice.practitionerId, { name: 'X' })).toMatchObject({
    refusal: { code: 'not-found' },
  });
  const { practitionerId } = practice;
  const feed = await makeFeed(ctx, { practitionerId, name: 'Phone', level: 'busy' });
  if (!feed.ok) throw new Error(feed.refusal.code);
  expect(await listFeeds(foreign)).toEqual([]);
  for (const outcome of [
    await makeFeed(foreign, { practitionerId, name: 'Phone', level: 'full' }),
    await replaceFeed(foreign, feed.value.id),
    await removeFeed(foreign, feed.value.id),
  ])
    expect(outcome).toMatchObject({ refusal: { code: 'not-found' } });
  expect((await listTypes(ctx))[0]).toMatchObject({ name: 'Consultation' });
});

test('I22 a replaced feed address finds nothing any more, the new one does, the other feed stays', async () => {
  const made = await addPractitioner(ctx, { name: 'Dr. Kim', zone: 'Asia/Seoul' });
  if (!made.ok) throw new Error(made.refusal.code);
  const token = (path: string) => hashToken(path.slice('/feeds/'.length, -'.ics'.length));
  const find = (path: string, purpose: string) => tokenRoute(database.db.sql, { hash: token(path), purpose, now: NOW });
  const own = async () => (await listFeeds(ctx)).filter(({ practitionerId }) => practitionerId === made.value.id);
  const [full, busy] = await own();
  expect([full?.level, busy?.level]).toEqual(['full', 'busy']);
  const after = await replaceFeed(ctx, full!.id);
  if (!after.ok) throw new Error(after.refusal.code);
  expect(await find(full!.path, 'feed')).toBeUndefined();
  expect(await find(after.value.path, 'feed')).toMatchObject({ subject: full!.id });
  expect(await find(busy!.path, 'feed')).toMatchObject({ subject: busy!.id });
  expect(await own()).toEqual([after.value, busy]);
  expect(await removeFeed(ctx, busy!.id)).toMatchObject({ ok: true });
  expect(await find(busy!.path, 'feed')).toBeUndefined();
  expect(await own()).toEqual([after.value]);
});

test('a feed is connected with its address sealed, masked and due at once, and removed with its calendars', async () => {
  const { practitionerId } = practice;
  const address = 'webcal://lee:p%40ss@calendar.example/secret-path/basic.ics';
  const added = await addFeedConnection(ctx, { practitionerId, address, name: 'Work' });
  if (!added.ok) throw new Error(added.refusal.code);
  expect(added.value.masked).toBe('https://calendar.example/…');
  const [row] = await database.db.tenant(
    practice.practiceId,
    (tx) => tx<{ sealed: Buffer }[]>`select sealed from connections`,
  );
  expect(openConnection(KEYS, added.value.connectionId, row!.sealed)).toEqual({
    address: 'https://calendar.example/secret-path/basic.ics',
    login: { user: 'lee', password: 'p@ss' },
  });
  expect(await listCalendars(ctx)).toMatchObject([
    { calendarId: added.value.calendarId, blocks: true, readAt: undefined },
  ]);
  const due = await database.db.sql`select calendar_id from claim_calendars(${new Date(NOW)}, '1 minute', 100)`;
  expect(due.map((found) => found.calendar_id)).toContain(added.value.calendarId);
  expect(await removeConnection(ctx, added.value.connectionId)).toMatchObject({ ok: true });
  expect(await removeConnection(ctx, added.value.connectionId)).toMatchObject({ refusal: { code: 'not-found' } });
  expect(await listCalendars(ctx)).toEqual([]);
});

test('an address that is no encrypted calendar address is refused with a sentence', async () => {
  const add = (address: string) =>
    addFeedConnection(ctx, { practitionerId: practice.practitionerId, address, name: 'X' });
  for (const address of [
    '',
    'ftp://a.example/x.ics',
    'file:///etc/passwd',
    'http://a.example/x.ics',
    'javascript:alert(1)',
  ]) {
    expect(await add(address)).toMatchObject({ ok: false, refusal: { code: 'invalid', field: 'address' } });
  }
  expect(await add('http://127.0.0.1:9/x.ics')).toMatchObject({ ok: true });
});

test('an API key opens its practice until it is revoked', async () => {
  const { apiKey, keyId } = await issueApiKey(ctx, 'scripts');
  const owner = () => ownerOfApiKey(database, apiKey, NOW);
  expect(await owner()).toEqual({ practiceId: practice.practiceId, keyId });
  expect(await ownerOfApiKey(database, apiKey.toUpperCase(), NOW)).toBeUndefined();
  expect(await revokeApiKey(ctx, keyId)).toMatchObject({ ok: true });
  expect(await owner()).toBeUndefined();
  expect(await revokeApiKey(ctx, keyId)).toMatchObject({ refusal: { code: 'not-found' } });
  expect(await listApiKeys(ctx)).toMatchObject([{ keyId, name: 'scripts', revokedAt: NOW }]);
});

test('L04 every change leaves an audit row that names who and what', async () => {
  const staff = { ...ctx, actor: { kind: 'api', keyId: 'key-1' } as const, address: '192.0.2.1' };
  await changeSettings(staff, { horizonDays: 30 });
  await saveType(staff, type);
  const rows = await database.db.tenant(
    practice.practiceId,
    (tx) => tx`select actor_kind, actor_id, action, address from audit order by audit_id`,
  );
  expect(rows.map(({ action }) => action)).toEqual(['settings.changed', 'type.added']);
  expect(rows[0]).toMatchObject({ actor_kind: 'api', actor_id: 'key-1', address: '192.0.2.1' });
});

test('ids that are nobody’s are not found', async () => {
  const nobody = '00000000-0000-4000-8000-000000000000';
  expect(await changePractitioner(ctx, nobody as PractitionerId, {})).toMatchObject({ refusal: { code: 'not-found' } });
  expect(await saveType(ctx, { ...type, id: nobody as TypeId })).toMatchObject({ refusal: { code: 'not-found' } });
  expect(await replaceFeed(ctx, nobody as FeedId)).toMatchObject({ refusal: { code: 'not-found' } });
});
