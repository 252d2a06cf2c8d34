/** Every route of the app, pages and API, against its line in the table: no session, a foreign practice's, each role, no key. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueApiKey } from '../../src/actions/api-keys.ts';
import { bookForPatient } from '../../src/actions/staff.ts';
import { createApp } from '../../src/app.ts';
import { addMember } from '../../src/db/people.ts';
import { demoRoutes } from '../../src/demo/demo.tsx';
import { mayUse, ROLES, type Role } from '../../src/domain/roles.ts';
import type { UserId } from '../../src/domain/types.ts';
import { checkRoutes, ROUTES, type Rule } from '../../src/http/routes.ts';
import { NINE } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import {
  addCalendar,
  addPractitioner,
  contextOf,
  NOW,
  samplePractice,
  type SamplePractice,
} from '../support/practice.ts';
import { member, signedIn, type AtDesk } from './at-desk.ts';
import { serve, type Served } from './served.ts';

type Route = { readonly method: string; readonly path: string; readonly rule: Rule };

let database: TestDatabase;
let served: Served;
let own: SamplePractice;
let foreign: AtDesk;
let foreignKey: string;
let people: Record<Role, AtDesk>;
/** By the word before `:id` in a path: what belongs to the practice. */
let ids: Record<string, string>;
/** The same of another practitioner in it. */
let colleagues: Record<string, string>;

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
  foreignKey = (await issueApiKey(contextOf(database.db, other), 'foreign')).apiKey;
  const colleagueId = await database.db.tenant(own.practiceId, (tx) =>
    addPractitioner(tx, own.practiceId, { name: 'Dr. Colleague', slug: 'dr-colleague' }),
  );
  ids = await thingsOf({ ...own }, 'Ada Canary');
  colleagues = await thingsOf({ ...own, practitionerId: colleagueId }, 'Eve Colleague');
});
afterAll(async () => {
  await served.close();
  await database.close();
});

async function thingsOf(practice: SamplePractice, name: string): Promise<Record<string, string>> {
  const ctx = contextOf(database.db, practice, { actor: { kind: 'system' } });
  const patient = { name, email: 'patient@patient.example', phone: '' };
  const booked = await bookForPatient(ctx, { ...practice, start: NINE, patient, tell: false, anyway: true });
  if (!booked.ok) throw new Error('The appointment of this test was not booked.');
  const [calendars, userId] = await database.db.tenant(practice.practiceId, async (tx) => [
    await addCalendar(tx, practice.practiceId, practice),
    await addMember(tx, {
      id: randomUUID() as UserId, // the test makes the id
      email: `${practice.practitionerId}@practice.example`,
      role: 'assistant',
      practitionerId: undefined,
      now: NOW,
    }),
  ]);
  return {
    appointments: booked.value.appointment.id,
    patients: booked.value.appointment.patient.id,
    calendars,
    feeds: practice.practitionerId,
    practitioners: practice.practitionerId,
    openings: practice.openingId,
    'appointment-types': practice.typeId,
    types: practice.typeId,
    members: userId,
  };
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
function pathOf(path: string, things: Record<string, string> = ids): string {
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
      const answer = await send({ method, path: pathOf(path) }, foreign);
      expect([method, path, answer.status, await answer.text()]).toEqual([method, path, 404, missing]);
    }
  });

  test('I05: no page shows anything of it', async () => {
    for (const { method, path } of staffRoutes().filter((route) => route.method === 'GET' && !ofThing(route.path))) {
      const said = await (await send({ method, path: pathOf(path) }, foreign)).text();
      expect([path, /Canary|owner@practice/.test(said)]).toEqual([path, false]);
    }
    expect(await people.owner.page('/desk')).toContain('Ada Canary');
  });
});

describe.each(ROLES)('as %s', (role) => {
  test('exactly the pages that the table names are there', async () => {
    const wrong: string[] = [];
    for (const { method, path, rule } of staffRoutes()) {
      const answer = await send({ method, path: pathOf(path) }, people[role]);
      const isOpen = answer.status !== 404;
      // A form without its fields is not found where it cannot name anything: those are tried with the rest of the desk.
      const may = mayUse(rule, { role }, { assistantsReserve: false });
      if (may ? method === 'GET' && ofThing(path) && !isOpen : isOpen)
        wrong.push(`${method} ${path}: ${answer.status}`);
      if (may && answer.status >= 500) wrong.push(`${method} ${path}: ${answer.status}`);
    }
    expect(wrong).toEqual([]);
  });
});

test('settings, feeds and readings are not an assistant’s; settings and kept mails not a practitioner’s', () => {
  const closed = (role: Role) =>
    staffRoutes()
      .filter(({ rule }) => !mayUse(rule, { role }, { assistantsReserve: false }))
      .map(({ method, path }) => `${method} ${path}`);
  expect(closed('owner')).toEqual([]);
  expect(closed('assistant')).toEqual(
    expect.arrayContaining([
      'GET /desk/online-booking',
      'POST /desk/online-booking',
      'GET /desk/feeds',
      'POST /desk/feeds/:id/:kind{full|busy}/replace',
      'POST /desk/calendars/:id/read',
    ]),
  );
  expect(closed('practitioner')).toEqual(
    expect.arrayContaining(['GET /desk/online-booking', 'POST /desk/online-booking', 'GET /desk/mails']),
  );
});

test('a practitioner finds nothing of a colleague: no appointment, calendar, opening or feed', async () => {
  for (const { method, path } of staffRoutes().filter((route) => ofThing(route.path))) {
    const answer = await send({ method, path: pathOf(path, colleagues) }, people.practitioner);
    expect([method, path, answer.status]).toEqual([method, path, path.includes('/openings/') ? answer.status : 404]);
  }
  for (const { method, path } of staffRoutes().filter((route) => route.method === 'GET' && !ofThing(route.path))) {
    const said = await (await send({ method, path: pathOf(path) }, people.practitioner)).text();
    expect([path, /Colleague/.test(said)]).toEqual([path, false]);
  }
  expect(await people.assistant.page('/desk')).toContain('Eve Colleague');
});

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
