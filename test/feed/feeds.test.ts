import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAudit } from '../../src/actions/audit-log.ts';
import { bookAppointment } from '../../src/actions/book.ts';
import { cancelAppointment } from '../../src/actions/cancel.ts';
import { listFeeds, makeFeed, removeFeed, replaceFeed, type Feed } from '../../src/actions/feeds.ts';
import { rescheduleAppointment } from '../../src/actions/reschedule.ts';
import { routeToken } from '../../src/db/practitioners.ts';
import type { Deps } from '../../src/deps.ts';
import { FEED_LEVELS, type FeedLevel } from '../../src/domain/feeds.ts';
import type { AppointmentId, Instant } from '../../src/domain/types.ts';
import { feedRoutes } from '../../src/http/feeds.ts';
import { deriveToken, hashToken } from '../../src/secrets/keys.ts';
import { requestOf, TEN } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { contextOf, KEYS, later, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const DAY = 24 * 60;

type Desk = {
  readonly practice: SamplePractice;
  readonly feeds: Readonly<Record<FeedLevel, Feed>>;
  readonly paths: Readonly<Record<FeedLevel, string>>;
  readonly app: Hono;
  readonly context: ReturnType<typeof contextOf>;
  setClock(now: Instant): void;
  book(overrides?: Parameters<typeof requestOf>[1]): Promise<AppointmentId>;
};

async function desk(): Promise<Desk> {
  const practice = await samplePractice(database.db, { slug: `practice-${randomUUID()}` });
  const context = contextOf(database.db, practice);
  let now = NOW;
  const made = {} as Record<FeedLevel, Feed>; // filled below
  for (const level of FEED_LEVELS) {
    const feed = await makeFeed(context, { practitionerId: practice.practitionerId, name: level, level });
    if (!feed.ok) throw new Error('The feeds of this test were not made.');
    made[level] = feed.value;
  }
  const { busy, initials, full } = made;
  return {
    practice,
    feeds: made,
    paths: { busy: busy.path, initials: initials.path, full: full.path },
    // All that feeds use.
    app: feedRoutes({
      db: database.db,
      clock: () => now,
      keys: KEYS,
      config: { trustedProxies: 0 },
    } as unknown as Deps),
    context,
    setClock: (to) => {
      now = to;
    },
    book: async (overrides) => {
      const booked = await bookAppointment(context, requestOf(practice, overrides));
      if (!booked.ok) throw new Error(`The test could not book: ${booked.refusal.code}.`);
      return booked.value.appointment.id;
    },
  };
}

const text = async (app: Hono, path: string) => (await app.request(path)).text();

describe('feeds over HTTP', () => {
  test('the full feed names patient and place, and neither type, note, phone nor email', async () => {
    const { app, paths, book } = await desk();
    await book({ patient: { phone: '+1 212 555 0199' }, note: 'canary' });
    const answer = await app.request(paths.full);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    const file = await answer.text();
    expect(file).toMatch(/SUMMARY:Ada Byron\r\nLOCATION:1 Main Street/);
    expect(file).toContain('DTEND:20270302T145000Z');
    expect(file).not.toMatch(/Consultation|canary|555|ada@|T150000Z/);
  });

  test('the busy-only feed says only when', async () => {
    const { app, paths, book } = await desk();
    await book();
    const file = await text(app, paths.busy);
    expect(file).toMatch(/DTSTART:20270302T140000Z\r\nDTEND:20270302T145000Z/);
    expect(file).toContain('SUMMARY:Busy');
    expect(file).not.toMatch(/Ada|Main/);
  });

  test('the feed with initials has neither name nor note, and its tag does not tell one name from another', async () => {
    const { app, paths, book, practice } = await desk();
    await book({ note: 'canary' });
    const answer = await app.request(paths.initials);
    const file = await answer.text();
    expect(file).toMatch(/SUMMARY:A\.B\.\r\nLOCATION:1 Main Street/);
    expect(file).not.toMatch(/Ada|Byron|canary|Consultation/);
    await database.db.tenant(practice.practiceId, (tx) => tx`update patients set name = 'Alan Bates'`);
    expect((await app.request(paths.initials)).headers.get('etag')).toBe(answer.headers.get('etag'));
  });

  test('L04 who read names or initials is in the audit log, once a day for what is the same; who read only busy times is not', async () => {
    const { app, paths, book, feeds, context, setClock } = await desk();
    const lines = async () =>
      (await readAudit(context, { kind: 'saw', actorKind: 'feed' }, 50)).lines
        .map(({ action, actorKind, actorId, subjectId, address, details }) => [
          action,
          actorKind,
          actorId,
          subjectId,
          address,
          details,
        ])
        .toReversed();
    const read = (path: string, address: string) => app.request(path, {}, { clientAddress: address });
    for (const path of [paths.full, paths.initials]) await read(path, '192.0.2.1');
    expect(await lines()).toEqual([]);
    await book();
    const line = (level: FeedLevel, address: string, found = 1) => {
      const { id } = feeds[level];
      return ['feed.viewed', 'feed', id, id, address, { found }];
    };
    for (let round = 0; round < 3; round += 1)
      for (const path of [paths.full, paths.initials, paths.busy]) await read(path, '192.0.2.1');
    const first = [line('full', '192.0.2.1'), line('initials', '192.0.2.1')];
    expect(await lines()).toEqual(first);
    await read(paths.full, '192.0.2.2');
    await book({ start: TEN, patient: { name: 'Bea Carter', email: 'bea@patient.example' } });
    await read(paths.full, '192.0.2.1');
    const more = [...first, line('full', '192.0.2.2'), line('full', '192.0.2.1', 2)];
    expect(await lines()).toEqual(more);
    setClock(later(NOW, DAY));
    await read(paths.full, '192.0.2.1');
    expect(await lines()).toEqual([...more, line('full', '192.0.2.1', 2)]);
    // Nothing is sent, so nothing was seen.
    const tag = (await read(paths.full, '192.0.2.1')).headers.get('etag') ?? '';
    await app.request(paths.full, { headers: { 'if-none-match': tag } }, { clientAddress: '192.0.2.9' });
    expect(await lines()).toHaveLength(5);
    expect((await readAudit(context, { kind: 'access' }, 50)).lines.map(({ action }) => action)).not.toContain(
      'feed.viewed',
    );
  });

  test('I22 private, no cookie, ETag and 304 until something changes', async () => {
    const { app, paths, book, context } = await desk();
    const id = await book();
    for (const path of [paths.full, paths.busy]) {
      const first = await app.request(path);
      const tag = first.headers.get('etag') ?? '';
      expect(tag).toMatch(/^"[\w-]{43}"$/);
      expect(first.headers.get('cache-control')).toBe('private, no-cache');
      expect(first.headers.get('set-cookie')).toBeNull();
      expect(first.headers.get('x-robots-tag')).toContain('noindex');
      for (const asked of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
        const again = await app.request(path, { headers: { 'if-none-match': asked } });
        expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag]);
      }
    }
    const before = (await app.request(paths.full)).headers.get('etag') ?? '';
    expect(await rescheduleAppointment(context, { appointmentId: id, start: TEN })).toMatchObject({ ok: true });
    const after = await app.request(paths.full, { headers: { 'if-none-match': before } });
    expect(after.status).toBe(200);
    expect(await after.text()).toMatch(/DTSTART:20270302T150000Z[^]*SEQUENCE:1/);
  });

  test('L02 a patient’s name that is taken away is gone from the feed at once, 304 or not', async () => {
    const { app, paths, book, practice } = await desk();
    await book();
    const tag = (await app.request(paths.full)).headers.get('etag') ?? '';
    await database.db.tenant(practice.practiceId, (tx) => tx`update patients set name = '', email = null`);
    const after = await app.request(paths.full, { headers: { 'if-none-match': tag } });
    expect(after.status).toBe(200);
    expect(await after.text()).toContain('SUMMARY:Appointment\r\n');
  });

  test('the tag of a busy-only feed does not depend on who comes', async () => {
    const { app, paths, book, practice } = await desk();
    await book();
    const tag = (await app.request(paths.busy)).headers.get('etag');
    await database.db.tenant(practice.practiceId, (tx) => tx`update patients set name = 'Someone Else'`);
    expect((await app.request(paths.busy)).headers.get('etag')).toBe(tag);
  });

  test('a cancelled appointment leaves as STATUS:CANCELLED for 30 days, and from the busy-only feed at once', async () => {
    const { app, paths, book, context, setClock } = await desk();
    const id = await book();
    expect(await cancelAppointment(context, { appointmentId: id })).toMatchObject({ ok: true });
    expect(await text(app, paths.full)).toMatch(/SEQUENCE:1\r\nSTATUS:CANCELLED\r\nTRANSP:TRANSPARENT/);
    expect(await text(app, paths.busy)).not.toContain('VEVENT');
    setClock(later(NOW, 30 * DAY - 1));
    expect(await text(app, paths.full)).toContain('STATUS:CANCELLED');
    setClock(later(NOW, 30 * DAY));
    expect(await text(app, paths.full)).not.toContain('VEVENT');
  });

  test('HEAD answers like GET without the body', async () => {
    const { app, paths } = await desk();
    const head = await app.request(paths.full, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.headers.get('etag')).toBe((await app.request(paths.full)).headers.get('etag'));
    expect(await head.text()).toBe('');
  });

  test('I22 I04 whatever is wrong with an address, the answer is one and the same 404', async () => {
    const { app, paths } = await desk();
    const token = paths.full.slice('/feeds/'.length, -'.ics'.length);
    expect(token).toMatch(/^[\w-]{43}$/); // 256 bits
    const wrong = [
      ...['x', token.slice(0, -1), `${token}a`, token.toUpperCase(), 'A'.repeat(43)].map(
        (part) => `/feeds/${part}.ics`,
      ),
      ...[`/feeds/${token}`, `/feeds/${token}.csv`, `/feeds/${token}.ics.ics.x`, '/feeds/%00.ics', '/feeds/.ics'],
    ].filter((path) => path !== paths.full);
    const answers = await Promise.all(
      wrong.map(async (path) => {
        const answer = await app.request(path);
        return JSON.stringify([answer.status, Object.fromEntries(answer.headers), await answer.text()]);
      }),
    );
    expect(answers[0]).toMatch(/^\[404,/);
    expect([...new Set(answers)]).toHaveLength(1);
  });

  test('I22 a replaced address is dead at once, and the other feed stays', async () => {
    const { app, paths, feeds, context } = await desk();
    const replaced = await replaceFeed(context, feeds.full.id);
    expect((await app.request(paths.full)).status).toBe(404);
    expect((await app.request(paths.busy)).status).toBe(200);
    expect(replaced.ok && (await app.request(replaced.value.path)).status).toBe(200);
    expect(await removeFeed(context, feeds.busy.id)).toMatchObject({ ok: true });
    expect((await app.request(paths.busy)).status).toBe(404);
    expect((await app.request(paths.initials)).status).toBe(200);
  });

  test('I22 replaced twice at once, one address is left, and it is the one that is shown', async () => {
    const { app, feeds, context, paths } = await desk();
    const both = await Promise.all([replaceFeed(context, feeds.full.id), replaceFeed(context, feeds.full.id)]);
    const [shown] = (await listFeeds(context)).filter(({ level }) => level === 'full');
    const all = [paths.full, ...both.flatMap((outcome) => (outcome.ok ? [outcome.value.path] : []))];
    const alive = await Promise.all(all.map(async (path) => ((await app.request(path)).status === 200 ? [path] : [])));
    expect([...new Set(alive.flat())]).toEqual([shown?.path]);
  });

  test('an address from before feeds had ids of their own works until it is replaced', async () => {
    const { app, feeds, context, practice } = await desk();
    const id = practice.practitionerId;
    const old = deriveToken(KEYS, { keyId: KEYS.current, purpose: 'feed-full', id, version: 3 });
    await database.db.tenant(practice.practiceId, async (tx) => {
      await tx`
        update feeds set link_purpose = 'feed-full', link_id = ${id}, link_version = 3 where feed_id = ${feeds.full.id}`;
      await routeToken(tx, { hash: hashToken(old), purpose: 'feed-full', subject: id });
    });
    const listed = (await listFeeds(context)).find(({ level }) => level === 'full');
    expect(listed?.path).toBe(`/feeds/${old}.ics`);
    expect((await app.request(`/feeds/${old}.ics`)).status).toBe(200);
    await replaceFeed(context, feeds.full.id);
    expect((await app.request(`/feeds/${old}.ics`)).status).toBe(404);
  });

  test('one practitioner’s feed holds nothing of another practice', async () => {
    const [ours, theirs] = [await desk(), await desk()];
    await theirs.book({ patient: { name: 'Foreign Canary' } });
    expect(await text(ours.app, ours.paths.full)).not.toContain('Canary');
  });
});
