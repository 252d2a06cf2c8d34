/** Bad input: refused with the name of the field, never a 500, never kept. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { samplePractice, type SamplePractice } from '../support/practice.ts';
import { startService, type Service } from './service.ts';

let database: TestDatabase;
let service: Service;
let practice: SamplePractice;
let key: string;
beforeAll(async () => {
  database = await testDatabase();
  service = await startService(database.db);
  practice = await samplePractice(database.db);
  key = await service.keyOf(practice);
});
afterAll(async () => {
  await service.close();
  await database.close();
});

const json = { 'content-type': 'application/json' };
const raw = (method: string, path: string, text: string) =>
  service.request(method, path, { key, raw: text, headers: json });
const fields = (answer: { body: unknown }): string[] =>
  ((answer.body as { errors?: { field: string }[] }).errors ?? []).map(({ field }) => field); // a problem's own shape

const NUMBERS = [
  '[1]',
  '{"a":1}',
  '"1"',
  '1e309',
  '-0',
  'true',
  '1.5',
  '-1',
  '1e21',
  '{"__proto__":1}',
  '{"constructor":1}',
];

test.each(NUMBERS)('I11 %s is no number of days', async (value) => {
  const answer = await raw('PATCH', '/practice/settings', `{"horizonDays":${value}}`);
  expect([answer.status, answer.type, fields(answer)]).toEqual([400, 'application/problem+json', ['horizonDays']]);
});

test.each([
  '"2027-02-30T09:00:00Z"',
  '"2027-02-29T09:00:00Z"',
  '"2027-03-02"',
  '"2027-03-02T25:00:00Z"',
  '"2027-03-02T09:00:00"',
  '"0000-01-01T00:00:00Z"',
  '"9999-12-31T23:59:59Z"',
  '"+275760-09-13T00:00:00Z"',
  '["2027-03-02T14:00:00Z"]',
  '{"toString":"x"}',
  '1772460000000',
  'null',
  '"2027-03-02T14:00:00Z\\u0000"',
])('I11 %s is no start', async (start) => {
  const { practitionerId, typeId } = practice;
  const body = `{"practitionerId":"${practitionerId}","typeId":"${typeId}","start":${start}}`;
  const answer = await service.request('POST', `/public/practices/${practice.slug}/holds`, {
    raw: body,
    headers: json,
  });
  expect([answer.status, fields(answer)]).toEqual([400, ['start']]);
});

test.each([
  '2027-02-30T09:00',
  '2027-03-02',
  '2027-03-02T24:00',
  '2027-03-02T09:00:00Z',
  '0000-01-01T00:00',
  '9999-12-31T00:00',
  '2027-3-2T9:00',
])('I11 %s is no local time', async (start) => {
  const opening = { practitionerId: practice.practitionerId, start, end: '2027-03-02T17:00' };
  expect(fields(await service.request('POST', '/openings', { key, json: opening }))).toEqual(['start']);
});

test('I11 a parameter that is given twice is refused by its name', async () => {
  const { practitionerId, typeId } = practice;
  const answer = await service.request(
    'GET',
    `/slots?practitionerId=${practitionerId}&practitionerId=${practitionerId}&typeId=${typeId}`,
    { key },
  );
  expect([answer.status, fields(answer)]).toEqual([400, ['practitionerId']]);
  const unknown = await service.request(
    'GET',
    `/slots?practitionerId=${practitionerId}&typeId=${typeId}&constructor=1`,
    { key },
  );
  expect([unknown.status, fields(unknown)]).toEqual([400, ['constructor']]);
});

test('I11 no prototype is changed by what is sent', async () => {
  for (const name of ['__proto__', 'constructor', 'prototype']) {
    const answer = await raw('PATCH', '/practice', `{"${name}":{"polluted":true},"name":"Sample Practice"}`);
    expect([name, answer.status]).toEqual([name, 400]);
  }
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test.each(['slug', 'practiceId', 'plan', 'status'])(
  'I12 the field %s cannot be set along with others',
  async (name) => {
    const answer = await service.request('PATCH', '/practice', { key, json: { name: 'Changed', [name]: 'basic' } });
    expect([answer.status, fields(answer)]).toEqual([400, [name]]);
    expect((await service.request('GET', '/practice', { key })).body).toMatchObject({
      name: 'Sample Practice',
      plan: 'premium',
    });
  },
);

test.each(['\0', 'a\0b', '\ud800', 'line\nbreak', 'a\r\nBcc: x@y.example', '', '   ', 'x'.repeat(201)])(
  'I10 %j is no name',
  async (name) => {
    const answer = await service.request('PATCH', '/practice', { key, json: { name } });
    expect([answer.status, fields(answer)]).toEqual([400, ['name']]);
  },
);

test('I10 a name in any script is kept as it was typed', async () => {
  for (const name of [
    'Zoë Müller-Åström',
    '李医生',
    'د. ليلى',
    '👩‍⚕️ Dr.',
    'a\u202eb',
    `e${'\u0301'.repeat(100)}`,
    '<script>alert(1)</script>',
    "Robert'); drop table practices;--",
  ]) {
    const added = await service.request('POST', '/practitioners', { key, json: { name, zone: 'Europe/Paris' } });
    expect(added).toMatchObject({ status: 201, body: { name } });
  }
});

test('I20 a body of more than 64 KiB is cut off, announced or not', async () => {
  const large = JSON.stringify({ policyText: 'x'.repeat(70_000) });
  expect(await raw('PATCH', '/practice', large)).toMatchObject({ status: 413, type: 'application/problem+json' });
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode('x'.repeat(16_384))),
  });
  const streamed = await service
    .request('PATCH', '/practice', { key, raw: endless, headers: json })
    .catch(() => ({ status: 'cut off' }));
  expect([413, 'cut off']).toContain(streamed.status);
});

test('I21 a body that is not called JSON is not read', async () => {
  const text = JSON.stringify({ name: 'Changed' });
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
    '',
    'text/json',
  ]) {
    const answer = await service.request('PATCH', '/practice', {
      key,
      raw: new TextEncoder().encode(text),
      headers: { 'content-type': type },
    });
    expect([type, answer.status, answer.type]).toEqual([type, 415, 'application/problem+json']);
  }
  expect(
    await service.request('PATCH', '/practice', {
      key,
      raw: text,
      headers: { 'content-type': 'application/json; charset=utf-8' },
    }),
  ).toMatchObject({ status: 200 });
});

test('what is not JSON at all is refused', async () => {
  for (const text of ['{', '', 'null', '[]', '"x"', '{"name":}', '\u0000']) {
    expect([text, (await raw('PATCH', '/practice', text)).status]).toEqual([text, 400]);
  }
});

test('an Idempotency-Key of strange characters or great length is refused', async () => {
  const { practitionerId, typeId } = practice;
  const booking = {
    practitionerId,
    typeId,
    start: '2027-03-02T14:00:00Z',
    patient: { name: 'Ada', email: 'ada@patient.example' },
  };
  for (const wrong of ['x'.repeat(201), 'a b', 'é']) {
    const answer = await service.request('POST', '/appointments', {
      key,
      json: booking,
      headers: { 'idempotency-key': wrong },
    });
    expect([answer.status, fields(answer)]).toEqual([400, ['idempotency-key']]);
  }
});

test('whatever is sent to whatever operation, nothing answers 500', async () => {
  const { body } = await service.request('GET', '/openapi.json');
  const { paths } = body as unknown as { paths: Record<string, Record<string, { security?: unknown }>> }; // OpenAPI's own shape
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ path: path.replace('/api/v1', ''), method })),
  );
  const ids = fc.constantFrom(
    practice.practitionerId,
    practice.typeId,
    practice.openingId,
    '00000000-0000-4000-8000-000000000000',
    'x',
    '%00',
    '__proto__',
    '%ED%A0%80',
  );
  const names = fc.constantFrom(
    'name',
    'start',
    'end',
    'rule',
    'types',
    'practitionerId',
    'typeId',
    'patient',
    'from',
    'to',
    'cutoff',
    'order',
    'address',
    'kind',
    'zone',
    'tell',
    '__proto__',
  );
  const junk = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '2027-03-02T14:00:00Z',
      '2027-03-02T09:00',
      'FREQ=SECONDLY',
      'FREQ=YEARLY;BYMONTHDAY=31;BYMONTH=2;COUNT=9',
      'all',
      'patient',
      -0,
      1e300,
      '\0',
      '\ud800',
      'Europe/Paris',
    ),
    ids,
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...operations),
      ids,
      fc.dictionary(names, junk),
      async ({ path, method }, id, sent) => {
        const filled = path
          .replace('{id}', id)
          .replace('{slug}', fc.sample(fc.constantFrom(practice.slug, id), 1)[0]!)
          .replace('{kind}', 'busy')
          .replace('{occurrence}', '2025-01-06T09:00');
        const query =
          method === 'get'
            ? `?${new URLSearchParams(Object.entries(sent).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])).toString()}`
            : '';
        const answer = await service.request(method.toUpperCase(), filled + query, {
          key,
          ...(method === 'get' || method === 'delete' ? {} : { json: sent }),
        });
        expect(answer.status).toBeLessThan(500);
        if (answer.status >= 400) expect(answer.type).toBe('application/problem+json');
      },
    ),
    { numRuns: 400 },
  );
}, 180_000);
