/** Every route of the app, pages and API, against its line in the table: no session, a foreign practice's, each role, no key. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueApiKey } from '../../src/actions/api-keys.ts';
import { addClosure } from '../../src/actions/closures.ts';
import { invite } from '../../src/actions/invitations.ts';
import { makeFeed } from '../../src/actions/feeds.ts';
import { bookForPatient } from '../../src/actions/staff.ts';
import { createApp } from '../../src/app.ts';
import { addMember } from '../../src/db/people.ts';
import { demoRoutes } from '../../src/demo/demo.tsx';
import { mayUse, ROLES, type Role } from '../../src/domain/roles.ts';
import type { PractitionerId, UserId } from '../../src/domain/types.ts';
import { checkRoutes, ROUTES } from '../../src/http/routes.ts';
import type { Rule } from '../../src/http/rules.ts';
import { NINE } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import {
  addCalendar,
  addOpening,
  addPractitioner,
  addType,
  contextOf,
  later,
  NOW,
  samplePractice,
  type SamplePractice,
} from '../support/practice.ts';
import { member, signedIn, type AtDesk } from './at-desk.ts';
import { serve, type Served } from './served.ts';

type Route = { readonly method: string; readonly path: string; readonly rule: Rule };

/** By the word before `:id` in a path: what belongs to the practice. */
type Things = Readonly<Record<string, string>>;

let database: TestDatabase;
let served: Served;
let own: SamplePractice;
let foreign: AtDesk;
/** Works in both, and sits in the other one. */
let both: AtDesk;
let foreignKey: string;
let people: Record<Role, AtDesk>;
let colleagueId: PractitionerId;
let ids: Things;
/** The same of another practitioner in it. */
let colleagues: Things;

beforeAll(async () => {
  database = await testDatabase();
  served = await serve(database.db);
  own = await samplePractice(database.db, { name: 'Own Canary' });
  const other = await samplePractice(database.db, { slug: 'other-practice', name: 'Other Practice' });
  for (const role of ROLES) await member(database.db, own, `${role}@practice.example`, role);
  await member(database.db, other, 'owner@other.example');
  people = {
    owner: await signedIn(served, 'owner@practice.example'),
    practitioner: await signedIn(served, 'practitioner@practice.example'),
    assistant: await signedIn(served, 'assistant@practice.example'),
  };
  foreign = await signedIn(served, 'owner@other.example');
  await member(database.db, own, 'both@practice.example');
  await member(database.db, other, 'both@practice.example');
  both = await signedIn(served, 'both@practice.example');
  await both.post(`/desk/practices/${other.practiceId}/choose`);
  foreignKey = (await issueApiKey(contextOf(database.db, other), 'foreign')).apiKey;
  colleagueId = await database.db.tenant(own.practiceId, (tx) =>
    addPractitioner(tx, own.practiceId, { name: 'Dr. Colleague', slug: 'dr-colleague' }),
  );
  ids = await thingsOf(own.practitionerId, 'Ada Canary');
  colleagues = await thingsOf(colleagueId, 'Eve Colleague');
});
afterAll(async () => {
  await served.close();
  await database.close();
});

let made = 0;

/** One of each, new, of one practitioner of the own practice. */
async function thingsOf(practitionerId: PractitionerId, name: string): Promise<Things> {
  const { practiceId } = own;
  const ctx = contextOf(database.db, own, { actor: { kind: 'system' } });
  const start = later(NINE, 60 * (made += 1));
  const patient = { name, email: `patient-${made}@patient.example`, phone: '' };
  const booked = await bookForPatient(ctx, { ...own, practitionerId, start, patient, tell: false, anyway: true });
  const email = `invited-${made}@practice.example`;
  const invited = await invite(ctx, { email, role: 'assistant', practitionerId: undefined });
  const closed = await addClosure(ctx, { practitionerId, start: later(start, 600), end: later(start, 660) });
  const feed = await makeFeed(ctx, { practitionerId, name: 'canary', level: 'busy' });
  if (!booked.ok || !invited.ok || !closed.ok || !feed.ok)
    throw new Error('The things of this test could not be made.');
  return database.db.tenant(practiceId, async (tx) => {
    const calendarId = await addCalendar(tx, practiceId, { practitionerId });
    const [calendar] = await tx<[{ id: string }]>`
      select connection_id as id from calendars where calendar_id = ${calendarId}`;
    const typeId = await addType(tx, practiceId);
    const userId = await addMember(tx, {
      id: randomUUID() as UserId, // the test makes the id
      email: `member-${made}@practice.example`,
      role: 'assistant',
      practitionerId: undefined,
      now: NOW,
    });
    return {
      appointments: booked.value.appointment.id,
      patients: booked.value.appointment.patient.id,
      calendars: calendarId,
      connections: calendar.id,
      closures: closed.value.id,
      feeds: feed.value.id,
      practitioners: practitionerId,
      openings: await addOpening(tx, practiceId, { practitionerId }),
      types: typeId,
      'appointment-types': typeId,
      members: userId,
      invitations: invited.value.id,
      'api-keys': (await issueApiKey(ctx, 'canary')).keyId,
    };
  });
}

/** What answers at each address, as the router knows it. */
function routes(): Route[] {
  const app = createApp(served.deps, { isOpen: () => true, more: demoRoutes(served.deps) });
  const names = new Set(
    app.routes.filter(({ method }) => method !== 'ALL').map((route) => `${route.method} ${route.path}`),
  );
  return [...names].map((name) => {
    const [method = '', path = ''] = name.split(' ');
    return { method, path, rule: ROUTES[name]! }; // held by the first test
  });
}

function staffRoutes(): (Route & { rule: Rule & { who: 'staff' } })[] {
  return routes().flatMap((route) => (route.rule.who === 'staff' ? [{ ...route, rule: route.rule }] : []));
}

/** Parameters become ids of the practice where it has such a thing, else something that nobody has. */
function pathOf(path: string, things: Things = ids): string {
  return path
    .replace(/([^/]+)\/:id\b/, (_, kind: string) => `${kind}/${things[kind] ?? randomUUID()}`)
    .replaceAll(/:\w+\{([^|}]+)\|?[^}]*\}/g, '$1')
    .replace('/:practice', `/${own.slug}`)
    .replace('/:slug', `/${own.slug}`)
    .replace('/:practitioner', `/${own.practitionerSlug}`)
    .replace('/:kind', '/full')
    .replaceAll(/:\w+/g, 'nothing-such');
}

function ofThing(path: string): boolean {
  const [, kind = ''] = /([^/]+)\/:id\b/.exec(path) ?? [];
  return ids[kind] !== undefined;
}

function send(asked: { method: string; path: string }, who?: { cookie: string; formToken: string }): Promise<Response> {
  const headers: Record<string, string> = who ? { cookie: who.cookie } : {};
  return asked.method === 'GET'
    ? served.get(asked.path, headers)
    : served.post(asked.path, { 'form-token': who?.formToken ?? '' }, headers);
}

function call(method: string, path: string, key?: string): Promise<Response> {
  const headers = { ...(key && { authorization: `Bearer ${key}` }), 'content-type': 'application/json' };
  return fetch(served.origin + path, { method, headers, ...(method === 'GET' ? {} : { body: '{}' }) });
}

test('the table holds every route of the app, and no line too many', () => {
  const app = createApp(served.deps, { isOpen: () => true, more: demoRoutes(served.deps) });
  const named = app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`);
  expect(Object.keys(ROUTES).toSorted()).toEqual([...new Set(named)].toSorted());
});

test('an app with a route that nobody decided about does not start', () => {
  const more = demoRoutes(served.deps).get('/desk/unheard-of', (c) => c.text('open'));
  expect(() => createApp(served.deps, { isOpen: () => true, more })).toThrow('GET /desk/unheard-of');
  expect(() => checkRoutes([{ method: 'ALL', path: '/*' }])).not.toThrow();
});

test('without a session every page for staff leads to the sign-in page', async () => {
  const closed = routes().filter(({ rule }) => rule.who === 'staff' || rule.who === 'signed-in');
  expect(closed.length).toBeGreaterThanOrEqual(17);
  for (const { method, path } of closed) {
    const answer = await send({ method, path: pathOf(path) });
    expect([method, path, answer.status, answer.headers.get('location')]).toEqual([method, path, 303, '/desk/sign-in']);
  }
});

test('what is behind a secret opens to no other, session or not', async () => {
  for (const { method, path, rule } of routes()) {
    if (rule.who !== 'secret') continue;
    for (const who of [undefined, people.owner]) {
      const answer = await send({ method, path: pathOf(path) }, who);
      expect([method, path, [404, 410].includes(answer.status)], String(answer.status)).toEqual([method, path, true]);
    }
  }
});

test('what everybody may open leads nobody to the sign-in page', async () => {
  for (const { method, path, rule } of routes()) {
    if (rule.who !== 'anybody' || path.startsWith('/desk') || path.startsWith('/demo') || path === '/') continue;
    const answer = path.startsWith('/api')
      ? await call(method, pathOf(path))
      : await send({ method, path: pathOf(path) });
    expect([method, path, answer.status === 401 || answer.status === 403]).toEqual([method, path, false]);
    expect([path, answer.headers.get('location') ?? '']).not.toEqual([path, '/desk/sign-in']);
  }
});

describe('with a session of another practice', () => {
  test('I05: what belongs to this one does not exist', async () => {
    const missing = await (await foreign.get('/desk/nothing')).text();
    for (const { method, path } of staffRoutes().filter((route) => ofThing(route.path))) {
      for (const who of [foreign, both]) {
        const answer = await send({ method, path: pathOf(path) }, who);
        expect([method, path, answer.status, await answer.text()]).toEqual([method, path, 404, missing]);
      }
    }
  });

  test('I05: no page shows anything of it', async () => {
    for (const { method, path } of staffRoutes().filter((route) => route.method === 'GET' && !ofThing(route.path))) {
      for (const who of [foreign, both]) {
        const said = await (await send({ method, path: pathOf(path) }, who)).text();
        expect([path, /Canary|owner@practice/.test(said)]).toEqual([path, false]);
      }
    }
    expect(await people.owner.page('/desk')).toContain('Ada Canary');
  });
});

describe.each([
  { role: 'owner', assistantsReserve: false },
  { role: 'practitioner', assistantsReserve: false },
  { role: 'assistant', assistantsReserve: false },
  { role: 'assistant', assistantsReserve: true },
] as const)('as $role, where assistants reserve time: $assistantsReserve', ({ role, assistantsReserve }) => {
  test('exactly the pages that the table names are there', async () => {
    // What the round before took away is there again.
    const things = await thingsOf(own.practitionerId, 'Ada Canary');
    await database.db.tenant(
      own.practiceId,
      (tx) => tx`update practices set assistants_reserve = ${assistantsReserve}`,
    );
    const wrong: string[] = [];
    const inOrder = staffRoutes().toSorted((a, b) => Number(a.method !== 'GET') - Number(b.method !== 'GET'));
    for (const { method, path, rule } of inOrder) {
      const answer = await send({ method, path: pathOf(path, things) }, people[role]);
      const isOpen = answer.status !== 404;
      // A form without its fields is not found where it cannot name anything: those are tried with the rest of the desk.
      const may = mayUse(rule, { role }, { assistantsReserve });
      if (may ? method === 'GET' && ofThing(path) && !isOpen : isOpen)
        wrong.push(`${method} ${path}: ${answer.status}`);
      if (may && answer.status >= 500) wrong.push(`${method} ${path}: ${answer.status}`);
    }
    expect(wrong).toEqual([]);
  });
});

test('settings, feeds and readings are not an assistant’s; settings and kept mails not a practitioner’s', () => {
  const closed = (role: Role, assistantsReserve = false) =>
    staffRoutes()
      .filter(({ rule }) => !mayUse(rule, { role }, { assistantsReserve }))
      .map(({ method, path }) => `${method} ${path}`);
  expect(closed('owner')).toEqual([]);
  expect(closed('assistant')).toEqual(
    expect.arrayContaining([
      'GET /desk/online-booking',
      'POST /desk/online-booking',
      'GET /desk/feeds',
      'POST /desk/feeds/:id/replace',
      'POST /desk/calendars/:id/read',
    ]),
  );
  const reserving = closed('assistant').filter((name) => !closed('assistant', true).includes(name));
  expect(reserving.length).toBeGreaterThan(5);
  expect(reserving.filter((name) => !name.includes('/desk/openings'))).toEqual([]);
  expect(closed('practitioner')).toEqual(
    expect.arrayContaining(['GET /desk/online-booking', 'POST /desk/online-booking', 'GET /desk/mails']),
  );
});

test('a practitioner finds nothing of a colleague: no appointment, calendar, opening or feed', async () => {
  for (const { method, path } of staffRoutes().filter((route) => ofThing(route.path))) {
    const answer = await send({ method, path: pathOf(path, colleagues) }, people.practitioner);
    expect([method, path, answer.status]).toEqual([method, path, 404]);
  }
  for (const { method, path } of staffRoutes().filter((route) => route.method === 'GET' && !ofThing(route.path))) {
    const said = await (await send({ method, path: pathOf(path) }, people.practitioner)).text();
    expect([path, /Colleague/.test(said)]).toEqual([path, false]);
  }
  expect(await people.assistant.page('/desk')).toContain('Eve Colleague');
});

test('a practitioner finds a colleague’s patients, appointments and openings by no search and no form', async () => {
  const { practitioner } = people;
  for (const path of [
    '/desk?q=Colleague',
    '/desk/patients?q=Colleague',
    '/desk/book',
    '/desk/openings',
    '/desk/feeds',
  ]) {
    const found = await practitioner.page(path);
    expect([path, /Eve Colleague|Dr. Colleague/.test(found)]).toEqual([path, false]);
  }
  for (const query of [`practitioner=${colleagueId}`, `practitioner=${colleagueId}&type=${own.typeId}`]) {
    for (const path of ['/desk', '/desk/book', '/desk/openings'])
      expect([path, /Colleague/.test(await practitioner.page(`${path}?${query}`))]).toEqual([path, false]);
  }
  const opening = {
    practitioner: colleagueId,
    day: '2027-03-06',
    from: '09:00',
    to: '12:00',
    repeat: 'once',
    for: 'all',
  };
  const before = await openingsOf(colleagueId);
  expect((await practitioner.post('/desk/openings', opening)).status).not.toBe(303);
  expect(await openingsOf(colleagueId)).toBe(before);
});

async function openingsOf(practitionerId: PractitionerId): Promise<number> {
  const [row] = await database.db.tenant(
    own.practiceId,
    (tx) => tx<[{ count: number }]>`
      select count(*)::integer as count from openings where practitioner_id = ${practitionerId}`,
  );
  return row.count;
}

test('ids that are none, or nobody’s, are not found like any other', async () => {
  for (const id of ['1', 'null', `${ids['appointments']}'`, randomUUID()]) {
    for (const path of [`/desk/appointments/${id}`, `/desk/appointments/${id}/move`]) {
      expect([path, (await people.owner.get(path)).status]).toEqual([path, 404]);
    }
    expect((await people.owner.post(`/desk/appointments/${id}/cancel`)).status).toBe(404);
  }
});

describe('the API', () => {
  test('without a key, with a wrong one and with a session alone every keyed route answers 401', async () => {
    for (const { method, path, rule } of routes()) {
      if (rule.who !== 'api-key') continue;
      for (const key of [undefined, `oh_${'A'.repeat(43)}`]) {
        expect([method, path, (await call(method, pathOf(path), key)).status]).toEqual([method, path, 401]);
      }
      if (method !== 'GET') continue;
      expect([path, (await people.owner.get(pathOf(path))).status]).toEqual([path, 401]);
    }
  });

  test('I05: with a key of another practice nothing of this one is found, and nothing is changed', async () => {
    for (const { method, path, rule } of routes()) {
      if (rule.who !== 'api-key') continue;
      const answer = await call(method, pathOf(path), foreignKey);
      const said = await answer.text();
      expect([path, /Canary/.test(said)]).toEqual([path, false]);
      // A body that is not usable is refused before it is looked whose thing it would change.
      if (ofThing(path)) expect([method, path, [400, 404].includes(answer.status)]).toEqual([method, path, true]);
    }
  });
});
