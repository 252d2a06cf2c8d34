/** Who may do what: every documented operation without a key, with another practice's key, and with a good one. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { issueApiKey } from '../../src/actions/api-keys.ts';
import { addClosure } from '../../src/actions/closures.ts';
import { makeFeed } from '../../src/actions/feeds.ts';
import { saveOpening } from '../../src/actions/openings.ts';
import { addFeedConnection } from '../../src/actions/connections.ts';
import { invite } from '../../src/actions/invitations.ts';
import { addPractitioner } from '../../src/actions/practitioners.ts';
import { settleClosure } from '../../src/actions/sick-day.ts';
import { bookForPatient } from '../../src/actions/staff.ts';
import { askQuestion } from '../../src/db/calendar-questions.ts';
import { addMember } from '../../src/db/people.ts';
import type { PractitionerId, UserId } from '../../src/domain/types.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { at, contextOf, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';
import { claimJobs, enqueue, jobDead } from '../../src/db/outbox.ts';
import { startService, type Answer, type Service } from './service.ts';

let database: TestDatabase;
let service: Service;
let practice: SamplePractice;
let key: string;
let foreignKey: string;
let otherId: PractitionerId;
let ids: Record<string, string>;
/** By number, which a foreign answer may hold by chance. */
let givenUp: [string, string];
beforeAll(async () => {
  database = await testDatabase();
  service = await startService(database.db);
  practice = await samplePractice(database.db, { slug: 'own', name: 'Own canary' });
  const foreign = await samplePractice(database.db, { slug: 'foreign' });
  [key, foreignKey] = await Promise.all([service.keyOf(practice), service.keyOf(foreign)]);
  const ctx = contextOf(database.db, practice, { actor: { kind: 'system' } });
  const { practitionerId, typeId } = practice;
  // A calendar that was never read closes its practitioner: another one's, so that slots stay open.
  const other = await addPractitioner(ctx, { name: 'Dr. Other', zone: 'Europe/Paris' });
  if (!other.ok) throw new Error('The sample could not be made.');
  otherId = other.value.id;
  const [opening, connection, booked, closure] = [
    await saveOpening(ctx, {
      practitionerId,
      start: '2027-03-06T09:00',
      end: '2027-03-06T12:00',
      rule: 'FREQ=WEEKLY',
      types: 'all',
    }),
    await addFeedConnection(ctx, { practitionerId: otherId, address: 'https://calendar.example/a.ics', name: 'Own' }),
    await bookForPatient(ctx, {
      practitionerId,
      typeId,
      start: at('2027-03-03T09:00-05:00'),
      patient: { name: 'Ada canary', email: 'ada.canary@patient.example', phone: '' },
      tell: false,
      anyway: true,
    }),
    await addClosure(ctx, {
      practitionerId: otherId,
      start: at('2027-03-16T09:00+01:00'),
      end: at('2027-03-16T12:00+01:00'),
    }),
  ];
  if (connection.ok) {
    const { calendarId } = connection.value;
    const [from, to] = [new Date(at('2027-03-20T00:00+01:00')), new Date(at('2027-03-24T00:00+01:00'))];
    await database.db.tenant(
      practice.practiceId,
      (tx) => tx`
        insert into busy (practice_id, calendar_id, practitioner_id, key, event, starts_at, ends_at, kind, all_day)
        values (current_practice(), ${calendarId}, ${otherId}, 'long', 'long', ${from}, ${to}, 'free', true)`,
    );
  }
  const feed = await makeFeed(ctx, { practitionerId, name: 'Own', level: 'busy' });
  if (!opening.ok || !connection.ok || !booked.ok || !closure.ok || !feed.ok)
    throw new Error('The sample could not be made.');
  const invited = await invite(ctx, {
    email: 'new.canary@practice.example',
    role: 'assistant',
    practitionerId: undefined,
  });
  if (!invited.ok) throw new Error('The sample could not be made.');
  const memberOf = (email: string, role: 'owner' | 'assistant') =>
    database.db.tenant(
      practice.practiceId,
      (tx) => addMember(tx, { id: ctx.newId() as UserId, email, role, practitionerId: undefined, now: ctx.now }), // made here
    );
  await memberOf('owner.canary@practice.example', 'owner');
  const member = await memberOf('desk.canary@practice.example', 'assistant');
  // Somebody without an address was booked in closed time, and has to be phoned.
  const called = await bookForPatient(ctx, {
    practitionerId: otherId,
    typeId,
    start: at('2027-03-16T10:00+01:00'),
    patient: { name: 'Bo canary', phone: '' },
    tell: false,
    anyway: true,
  });
  if (!called.ok) throw new Error('The sample could not be made.');
  const { id: appointmentId } = called.value.appointment;
  await settleClosure(ctx, { closureId: closure.value.id, decisions: [{ appointmentId, do: 'cancel' }], tell: true });
  const question = randomUUID();
  const asked = await bookForPatient(ctx, {
    ...{ practitionerId, typeId, start: at('2027-03-03T11:00-05:00'), patient: { name: 'Cy canary', phone: '' } },
    ...{ tell: false, anyway: true },
  });
  if (!asked.ok) throw new Error('The sample could not be made.');
  const { id: askedId, revision } = asked.value.appointment;
  const { calendarId } = connection.value;
  await database.db.tenant(practice.practiceId, (tx) =>
    askQuestion(tx, {
      ...{ id: question, practitionerId, appointmentId: askedId, calendarId, at: undefined },
      ...{ revision, askedAt: ctx.now },
    }),
  );
  givenUp = await jobsThatFailed();
  ids = {
    'calendar-questions': question,
    called: appointmentId,
    members: member,
    invitations: invited.value.id,
    'api-keys': (await issueApiKey(ctx, 'canary')).keyId,
    practitioners: practitionerId,
    'appointment-types': typeId,
    openings: opening.value.id,
    closures: closure.value.id,
    feeds: feed.value.id,
    connections: connection.value.connectionId,
    calendars: connection.value.calendarId,
    appointments: booked.value.appointment.id,
    patients: booked.value.appointment.patient.id,
  };
});
afterAll(async () => {
  await service.close();
  await database.close();
});

/** Two jobs that were given up, by their numbers. */
async function jobsThatFailed(): Promise<[string, string]> {
  const add = (number: number) =>
    database.db.tenant(practice.practiceId, (tx) => {
      const job = { lane: 'mail', ordering: `k/${number}`, dedupe: `k/${number}`, subject: practice.practitionerId };
      return enqueue(tx, { ...job, kind: 'my-appointments', payload: {}, runAt: NOW });
    });
  await Promise.all([add(1), add(2)]);
  const jobs = await claimJobs(database.db.sql, NOW, 2, ['my-appointments']);
  for (const job of jobs) await jobDead(database.db.sql, job, NOW, 'It was refused.');
  const [first, second] = jobs;
  if (!first || !second) throw new Error('The sample could not be made.');
  return [first.id, second.id];
}

type Content = { readonly content?: Record<string, { readonly schema: object }> };
type Document = {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, { security?: unknown; responses: Record<string, Content> }>>;
  readonly components: { readonly schemas: object };
};

async function operations(): Promise<
  { method: string; path: string; keyed: boolean; responses: Record<string, Content> }[]
> {
  const { body } = await service.request('GET', '/openapi.json');
  const { paths } = body as unknown as Document; // checked below
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security, responses }]) => ({
      method: method.toUpperCase(),
      path: path.replace('/api/v1', ''),
      keyed: security !== undefined,
      responses,
    })),
  );
}

/** The path with ids of the sample practice. */
function filled(path: string): string {
  const resource = path.split('/')[1] ?? '';
  return path
    .replace('{id}', ids[resource] ?? '')
    .replace('{job}', givenUp[path.endsWith('retry') ? 0 : 1])
    .replace('{occurrence}', '2027-03-06T09:00')
    .replace('{kind}', 'busy')
    .replace('{slug}', practice.slug);
}

const start = '2027-03-02T14:00:00Z';

/** What a good request sends, by operation. */
function input(method: string, path: string): { query: string; json?: unknown } {
  const own = { practitionerId: practice.practitionerId, typeId: practice.typeId };
  const search = `?${new URLSearchParams(own).toString()}`;
  const patient = { name: 'Bea', email: 'bea@patient.example' };
  const bodies: Record<string, unknown> = {
    'POST /practitioners': { name: 'Dr. Kim', zone: 'Asia/Seoul' },
    'PUT /share/origins': { origins: ['https://www.practice.example'] },
    'POST /feeds': { practitionerId: practice.practitionerId, name: 'Phone' },
    'POST /share/personal-links': { appointmentId: ids['appointments'] },
    'PUT /members/{id}': { role: 'practitioner', practitionerId: practice.practitionerId },
    'POST /invitations': { email: 'other@practice.example', role: 'assistant' },
    'POST /api-keys': { name: 'Website' },
    'POST /appointment-types': { name: 'Follow-up', lengthMinutes: 25 },
    'PUT /appointment-types/order': { order: [practice.typeId] },
    'POST /openings': { practitionerId: practice.practitionerId, start: '2027-03-07T09:00', end: '2027-03-07T12:00' },
    'PUT /openings/{id}/exceptions/{occurrence}': { kind: 'removed' },
    'POST /openings/{id}/revise': { occurrence: '2027-03-20T09:00', scope: 'following', types: 'all' },
    'POST /openings/{id}/withdraw': { occurrence: '2027-03-13T09:00', scope: 'one' },
    'POST /closures': {
      practitionerId: practice.practitionerId,
      start: '2027-03-09T05:00:00Z',
      end: '2027-03-10T05:00:00Z',
    },
    'PATCH /connections/{id}/calendars': { calendars: [{ externalId: '', blocks: true }] },
    'POST /calendar-questions/{id}/answer': { answer: 'restore' },
    'POST /calendars/{id}/away': { event: 'long', away: true },
    'PATCH /calendars/{id}': { definesOpenings: true },
    'POST /connections': { kind: 'ics', practitionerId: otherId, address: 'https://calendar.example/b.ics' },
    'POST /appointments': { ...own, as: 'staff', start: '2027-03-04T14:00:00Z', patient, anyway: true },
    'POST /appointments/{id}/reschedule': { start: '2027-03-05T14:00:00Z', anyway: true },
    'POST /closures/{id}/settle': { decisions: [], tell: false },
    'POST /closures/{id}/calls': { appointmentId: ids['called'] },
    'POST /appointments/series/check': { ...own, start: '2027-03-08T14:00:00Z', count: 3 },
    'POST /appointments/series': {
      ...own,
      dates: [
        { start: '2027-03-08T14:00:00Z', anyway: true },
        { start: '2027-03-15T13:00:00Z', anyway: true },
      ],
      patient,
    },
    'POST /appointments/{id}/cancel-following': { tell: false },
    'POST /appointments/{id}/no-show': { noShow: false },
    'POST /patients/{id}/erase': { future: 'keep' },
    'POST /public/practices/{slug}/holds': { ...own, start },
    'POST /public/practices/{slug}/appointments': { ...own, start: '2027-03-02T15:00:00Z', patient },
  };
  const queries: Record<string, string> = {
    'GET /busy': `?practitionerId=${practice.practitionerId}`,
    'GET /openings/occurrences': `?practitionerId=${practice.practitionerId}`,
    'GET /slots': search,
    'GET /slots/next': `?typeId=${practice.typeId}`,
    'GET /slots/explain': `${search}&start=${start}`,
    'GET /public/practices/{slug}/slots': search,
  };
  const name = `${method} ${path}`;
  const json = bodies[name] ?? (method === 'PATCH' || path.endsWith('/cancel') ? {} : undefined);
  return { query: queries[name] ?? '', ...(json === undefined ? {} : { json }) };
}

async function answerTo(operation: { method: string; path: string }, withKey: string | undefined): Promise<Answer> {
  const { query, json } = input(operation.method, operation.path);
  return service.request(operation.method, filled(operation.path) + query, { key: withKey, json });
}

/** How an answer differs from its documented schema; a field that is not documented is a difference. */
function unlike(answered: unknown, schema: object, schemas: object): string[] {
  const text = JSON.stringify({ ...schema, $defs: schemas }).replaceAll('#/components/schemas/', '#/$defs/');
  const closed = text.replaceAll('"type":"object"', '"type":"object","additionalProperties":false');
  const parsed = z.fromJSONSchema(JSON.parse(closed) as Parameters<typeof z.fromJSONSchema>[0]).safeParse(answered); // made by us
  return parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
}

test('the document is OpenAPI 3.1, names no operation twice, and everything it refers to is in it', async () => {
  const { body, status } = await service.request('GET', '/openapi.json');
  expect([status, body['openapi']]).toEqual([200, '3.1.0']);
  const text = JSON.stringify(body);
  const named = (body as unknown as { components: { schemas: object } }).components.schemas; // OpenAPI's own shape
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) expect(Object.keys(named)).toContain(name);
  expect((await operations()).length).toBeGreaterThan(30);
});

test('the page at /api/v1 leads a person to the document', async () => {
  const page = await service.request('GET', '');
  expect(page).toMatchObject({ status: 200, type: expect.stringContaining('text/html') });
  expect(page.body['text']).toContain('/api/v1/openapi.json');
});

test('without a key, with a wrong one or with one of another kind every keyed operation answers 401', async () => {
  for (const operation of (await operations()).filter(({ keyed }) => keyed)) {
    for (const wrong of [undefined, 'oh_wrong', key.toLowerCase() === key ? `${key}x` : key.toLowerCase()]) {
      const answer = await answerTo(operation, wrong);
      expect([operation, answer.status, answer.type]).toEqual([operation, 401, 'application/problem+json']);
    }
  }
});

test('I13 M03 with another practice’s key no id of this one is found, and no answer holds anything of it', async () => {
  for (const operation of (await operations()).filter(({ keyed }) => keyed)) {
    const answer = await answerTo(operation, foreignKey);
    expect([operation, JSON.stringify(answer.body).includes('canary')]).toEqual([operation, false]);
    for (const id of Object.values(ids)) {
      // An id that the request itself named may be named back as unknown.
      if (answer.status < 400)
        expect([operation, JSON.stringify(answer.body).includes(id)]).toEqual([operation, false]);
    }
    if (operation.path.includes('{id}')) expect([operation, answer.status]).toEqual([operation, 404]);
  }
});

test('with its own key every documented operation answers as it is documented', async () => {
  const all = await operations();
  const { body } = await service.request('GET', '/openapi.json');
  const { schemas } = (body as unknown as Document).components; // checked above
  // What removes comes last, the parts before the whole, so that each finds what it names.
  const place = ({ method, path }: (typeof all)[number]) =>
    method === 'DELETE' ? 1000 - path.length : path.includes('/cancel') ? 1 : path.endsWith('erase') ? 2 : 0;
  const ordered = all.toSorted((a, b) => place(a) - place(b));
  for (const operation of ordered) {
    const answer = await answerTo(operation, operation.keyed ? key : undefined);
    const { method, path, responses } = operation;
    expect([method, path, answer.status, answer.body]).toEqual([
      method,
      path,
      expect.toBeOneOf([200, 201]),
      answer.body,
    ]);
    const documented = responses[String(answer.status)]?.content?.['application/json']?.schema;
    expect([method, path, documented && unlike(answer.body, documented, schemas)]).toEqual([method, path, []]);
  }
});

test('M05 a practice’s address in another spelling is the same practice or none', async () => {
  const page = (slug: string) => service.request('GET', `/public/practices/${slug}`);
  expect(await page('%6Fwn')).toMatchObject({ status: 200, body: { slug: 'own' } });
  for (const slug of ['Own', 'OWN', '%256Fwn', 'own.', 'own%2F..%2Fforeign', 'own%00', '%FF', 'own%20']) {
    expect([slug, (await page(slug)).status]).toEqual([slug, 404]);
  }
});

test('an address that is nothing answers 404 in the form of the API', async () => {
  for (const path of [
    '/nothing',
    '/public/nothing',
    '/appointments/nothing',
    '/practitioners/00000000-0000-4000-8000-000000000000',
  ]) {
    expect(await service.request('GET', path, { key })).toMatchObject({
      status: 404,
      type: 'application/problem+json',
    });
  }
});
