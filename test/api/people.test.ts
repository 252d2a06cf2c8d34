/** People and keys by API: the same actions as at the desk, no link and no key in any list. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addMember } from '../../src/db/people.ts';
import type { UserId } from '../../src/domain/types.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { NOW, samplePractice, type SamplePractice } from '../support/practice.ts';
import { idIn, listed, startService, type Service } from './service.ts';

let database: TestDatabase;
let service: Service;
let practice: SamplePractice;
let key: string;
let ownerId: UserId;
beforeAll(async () => {
  database = await testDatabase();
  service = await startService(database.db);
  practice = await samplePractice(database.db);
  key = await service.keyOf(practice);
  const owner = { email: 'owner@practice.example', role: 'owner', practitionerId: undefined, now: NOW } as const;
  ownerId = await database.db.tenant(
    practice.practiceId,
    (tx) => addMember(tx, { ...owner, id: randomUUID() as UserId }), // made here
  );
});
afterAll(async () => {
  await service.close();
  await database.close();
});

const ask = (method: string, path: string, json?: unknown) => service.request(method, path, { key, json });
const fields = (answer: { body: unknown }): string[] =>
  ((answer.body as { errors?: { field: string }[] }).errors ?? []).map(({ field }) => field); // a problem's own shape

test('a key is shown once, works until it is revoked, and then opens nothing', async () => {
  const made = await ask('POST', '/api-keys', { name: 'Website' });
  expect(made).toMatchObject({
    status: 201,
    body: { name: 'Website', apiKey: expect.stringMatching(/^oh_[\w-]{43}$/) },
  });
  const apiKey = String(made.body['apiKey']);
  const list = await ask('GET', '/api-keys');
  expect(JSON.stringify(list.body)).not.toContain(apiKey.slice(3));
  // Made in the same moment, they stand in no order.
  const named = Object.fromEntries(listed(list, 'apiKeys').map(({ name, isThis }) => [name, isThis]));
  expect(named).toEqual({ test: true, Website: false });
  expect((await service.request('GET', '/practice', { key: apiKey })).status).toBe(200);
  expect((await ask('DELETE', `/api-keys/${idIn(made)}`)).status).toBe(200);
  expect((await service.request('GET', '/practice', { key: apiKey })).status).toBe(401);
  expect((await ask('DELETE', `/api-keys/${idIn(made)}`)).status).toBe(404);
  const after = listed(await ask('GET', '/api-keys'), 'apiKeys').find(({ name }) => name === 'Website');
  expect(after?.['revokedAt']).not.toBeNull();
});

test('an invitation by API is mailed: no answer holds its link', async () => {
  const sent = await ask('POST', '/invitations', { email: 'new@practice.example', role: 'assistant' });
  expect(sent).toMatchObject({ status: 201, body: { email: 'new@practice.example', practitionerId: null } });
  expect(JSON.stringify(sent.body)).not.toContain('/desk/invitations/');
  expect(fields(await ask('POST', '/invitations', { email: 'new@practice.example', role: 'owner' }))).toEqual([
    'email',
  ]);
  expect(fields(await ask('POST', '/invitations', { email: 'lee@practice.example', role: 'practitioner' }))).toEqual([
    'practitionerId',
  ]);
  expect(fields(await ask('POST', '/invitations', { email: 'lee@practice.example', role: 'king' }))).toEqual(['role']);
  const again = await ask('POST', `/invitations/${idIn(sent)}/resend`);
  expect([again.status, listed(await ask('GET', '/invitations'), 'invitations').length]).toEqual([200, 1]);
  for (let times = 0; times < 3; times++) await ask('POST', `/invitations/${idIn(sent)}/resend`);
  const often = await ask('POST', `/invitations/${idIn(sent)}/resend`);
  expect([often.status, Number(often.headers.get('retry-after')) > 0]).toEqual([429, true]);
  expect((await ask('DELETE', `/invitations/${idIn(sent)}`)).status).toBe(200);
  expect(listed(await ask('GET', '/invitations'), 'invitations')).toEqual([]);
});

test('the last owner stays, and a passkey is asked for only where an owner has one', async () => {
  expect((await ask('DELETE', `/members/${ownerId}`)).status).toBe(400);
  expect(fields(await ask('PUT', `/members/${ownerId}`, { role: 'assistant' }))).toEqual(['role']);
  expect(fields(await ask('PATCH', '/practice/access', { requirePasskey: true }))).toEqual(['requirePasskey']);
  const changed = await ask('PATCH', '/practice/access', { assistantsReserve: true });
  expect(changed).toMatchObject({ status: 200, body: { requirePasskey: false, assistantsReserve: true } });
});
