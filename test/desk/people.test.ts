/** People at the desk: inviting by a mail that is really sent, accepting once, changing roles, removing, and an owner who always stays. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { invite } from '../../src/actions/invitations.ts';
import { forgetPasskeysOf } from '../../src/actions/passkeys.ts';
import { addPasskey } from '../../src/db/passkeys.ts';
import { userWithEmail } from '../../src/db/people.ts';
import type { Instant, UserId } from '../../src/domain/types.ts';
import { deliverDue } from '../../src/outbox/deliver.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { openInbox, PATIENT, type Inbox } from '../support/inbox.ts';
import { addPractitioner, contextOf, later, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';
import { member, signedIn, type AtDesk } from './at-desk.ts';
import { serve, type Served } from './served.ts';

const DAY_MINUTES = 24 * 60;

let database: TestDatabase;
let inbox: Inbox;
let served: Served;
let practice: SamplePractice;
let owner: AtDesk;
let now: Instant;
let round = 0;

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  inbox = await openInbox();
  served = await serve(database.db, { SMTP_URL: inbox.url, MAIL_FROM: 'desk@practice.example' });
  now = NOW;
  round += 1;
  practice = await samplePractice(database.db, { slug: `practice-${round}`, name: 'Sample Practice' });
  await member(database.db, practice, boss());
  owner = await signedIn(served, boss());
});
afterEach(async () => {
  await served.close();
  await inbox.down();
});
afterAll(() => database.close());

const boss = () => `owner-${round}@practice.example`;
const newcomer = () => `new-${round}@practice.example`;

function clock(minutes: number): void {
  now = later(NOW, minutes);
  served.setClock(now);
}

/** Sends what is due; the path of the link in the newcomer's newest mail. */
async function mailed(): Promise<string> {
  await deliverDue(served.deps, now);
  const text = inbox.mails.findLast(({ to }) => to.includes(newcomer()))?.mail.text ?? '';
  return new URL(/http:\/\/127[^\s"]+/.exec(text)?.[0] ?? 'none:').pathname;
}

function sessionIn(answer: Response): string | undefined {
  return answer.headers
    .getSetCookie()
    .find((one) => one.startsWith('openhours-desk='))
    ?.split(';')[0];
}

async function invited(fields: Record<string, string> = {}): Promise<string> {
  const answer = await owner.post('/desk/invitations', { email: newcomer(), role: 'assistant', ...fields });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/desk/people?done=invited']);
  return mailed();
}

const idIn = (page: string, kind: 'members' | 'invitations', action: string): string =>
  new RegExp(`/desk/${kind}/([\\da-f-]{36})/${action}"`).exec(page)?.[1] ?? 'none';

async function idOf(email: string): Promise<UserId> {
  const found = await userWithEmail(database.db.sql, email);
  if (!found) throw new Error(`Nobody has the address ${email}.`);
  return found.userId;
}

async function withPasskey(email: string): Promise<void> {
  const credentialId = `credential-${round}-${email}`;
  const key = { publicKey: new Uint8Array([1]), counter: 0, transports: [], name: 'Laptop', now: NOW };
  await addPasskey(database.db.sql, {
    ...key,
    passkeyId: served.deps.newId(),
    credentialId,
    userId: await idOf(email),
  });
}

test('an invitation goes out by SMTP, is accepted once, and lets its person in as what they were invited to be', async () => {
  const link = await invited();
  const [mail] = inbox.mails;
  expect(mail).toMatchObject({ to: [newcomer()], mail: { subject: 'Invitation to the desk of Sample Practice' } });
  expect(mail?.mail.text).toContain('Assistant');
  for (let times = 0; times < 5; times++) {
    const shown = await served.get(link);
    expect([shown.status, (await shown.text()).includes('Sample Practice invites you')]).toEqual([200, true]);
  }
  const answer = await served.post(link, {});
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/desk']);
  const cookie = sessionIn(answer) ?? '';
  expect((await served.get('/desk', { cookie })).status).toBe(200);
  expect((await served.get('/desk/people', { cookie })).status).toBe(404);
  const again = await served.post(link, {});
  expect([again.status, sessionIn(again)]).toEqual([410, undefined]);
  const page = await owner.page('/desk/people');
  expect([page.includes(newcomer()), page.includes('id="invitations"')]).toEqual([true, false]);
});

test('of two who accept with one link at once one gets in', async () => {
  const link = await invited();
  const answers = await Promise.all(Array.from({ length: 4 }, () => served.post(link, {})));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 410, 410, 410]);
});

test('a link is too old after seven days; sent again it has a new one, and the old one is dead', async () => {
  const first = await invited();
  clock(7 * DAY_MINUTES + 1);
  owner = await signedIn(served, boss());
  expect((await served.get(first)).status).toBe(410);
  expect((await served.post(first, {})).status).toBe(410);
  const page = await owner.page('/desk/people');
  expect(page).toContain('Ran out');
  await owner.post(`/desk/invitations/${idIn(page, 'invitations', 'resend')}/resend`);
  const second = await mailed();
  expect(second).not.toBe(first);
  expect((await served.post(first, {})).status).toBe(410);
  expect((await served.post(second, {})).headers.get('location')).toBe('/desk');
});

test('withdrawn, its link is dead, a mail that waits is not sent, and the address can be invited anew', async () => {
  const link = await invited();
  const id = idIn(await owner.page('/desk/people'), 'invitations', 'withdraw');
  await owner.post(`/desk/invitations/${id}/resend`);
  // Sent anew, the link before is dead though its week is not over.
  expect((await served.get(link)).status).toBe(410);
  expect((await owner.post(`/desk/invitations/${id}/withdraw`)).headers.get('location')).toContain('done=withdrawn');
  await deliverDue(served.deps, now);
  expect(inbox.mails.filter(({ to }) => to.includes(newcomer())).length).toBe(1);
  expect((await served.post(link, {})).status).toBe(410);
  expect((await owner.post(`/desk/invitations/${id}/withdraw`)).status).toBe(404);
  expect((await served.post(await invited(), {})).status).toBe(303);
});

test('I04: every link that opens nothing gets the same answer', async () => {
  const used = await invited();
  await served.post(used, {});
  const unknown = `/desk/invitations/${'A'.repeat(43)}`;
  const pages = await Promise.all(
    [used, unknown, '/desk/invitations/x'].map(async (path) => (await served.get(path)).text()),
  );
  expect(new Set(pages).size).toBe(1);
  expect(pages[0]).not.toContain('Sample Practice');
});

test('the answer to an invitation is the same whether or not somebody has the address elsewhere', async () => {
  const other = await samplePractice(database.db, { slug: `other-${round}`, name: 'Other Practice' });
  await member(database.db, other, `known-${round}@practice.example`);
  const answers: string[] = [];
  for (const email of [`known-${round}@practice.example`, `fresh-${round}@practice.example`]) {
    const answer = await owner.post('/desk/invitations', { email, role: 'assistant' });
    const page = await owner.page('/desk/people');
    answers.push(`${answer.status} ${answer.headers.get('location')} ${page.includes('Other')}`);
  }
  expect(answers[0]).toBe(answers[1]);
});

test('M03: whoever works elsewhere gets the practice added, but the link alone opens neither', async () => {
  const other = await samplePractice(database.db, { slug: `other-${round}`, name: 'Other Practice' });
  await member(database.db, other, newcomer());
  const stranger = await served.post(await invited(), {});
  expect([stranger.headers.get('location'), sessionIn(stranger)]).toEqual(['/desk/sign-in?done=joined', undefined]);
  expect(await (await served.get('/desk/sign-in?done=joined')).text()).toContain('was added to your account');
  const desk = await signedIn(served, newcomer());
  expect((await desk.get('/desk')).headers.get('location')).toBe('/desk/practices');
});

test('whoever is signed in elsewhere is taken along, chooses between practices, and sees in each what they are there', async () => {
  const other = await samplePractice(database.db, { slug: `other-${round}`, name: 'Other Practice' });
  await member(database.db, other, newcomer());
  const desk = await signedIn(served, newcomer());
  const link = await invited();
  expect((await served.post(link, {}, { cookie: desk.cookie })).headers.get('location')).toBe('/desk');
  expect(await desk.page('/desk')).toContain('Sample Practice');
  expect((await desk.get('/desk/people')).status).toBe(404);
  expect(await desk.page('/desk')).toContain('href="/desk/practices"');
  const choices = await desk.page('/desk/practices');
  expect([choices.includes('Other Practice'), choices.includes('Sample Practice')]).toEqual([true, true]);
  expect((await desk.post(`/desk/practices/${other.practiceId}/choose`)).headers.get('location')).toBe('/desk');
  expect(await desk.page('/desk')).toContain('Other Practice');
  expect((await desk.get('/desk/people')).status).toBe(200);
  const third = await samplePractice(database.db, { slug: `third-${round}`, name: 'Third Practice' });
  expect((await desk.post(`/desk/practices/${third.practiceId}/choose`)).status).toBe(404);
  expect(await desk.page('/desk')).toContain('Other Practice');
});

test('where a passkey is asked for, accepting leads to adding one', async () => {
  await withPasskey(boss());
  await database.db.tenant(practice.practiceId, (tx) => tx`update practices set require_passkey = true`);
  const ctx = contextOf(database.db, practice, { actor: { kind: 'system' } });
  await invite(ctx, { email: newcomer(), role: 'assistant', practitionerId: undefined });
  const cookie = sessionIn(await served.post(await mailed(), {})) ?? '';
  for (const path of ['/desk', '/desk/account', '/desk/book'])
    expect((await served.get(path, { cookie })).headers.get('location')).toBe('/desk/passkey');
});

test('a practitioner needs a calendar of the practice, and what was typed is kept', async () => {
  const refused = await owner.post('/desk/invitations', {
    email: newcomer(),
    role: 'practitioner',
    practitionerId: '',
  });
  const page = await refused.text();
  expect([refused.status, page.includes('Choose whose calendar'), page.includes(`value="${newcomer()}"`)]).toEqual([
    422,
    true,
    true,
  ]);
  expect(page).toMatch(/id="role-new-practitioner"[^>]*checked/);
  const foreign = await samplePractice(database.db, { slug: `other-${round}`, name: 'Other Practice' });
  for (const practitionerId of [foreign.practitionerId, 'x', served.deps.newId()]) {
    const fields = { email: newcomer(), role: 'practitioner', practitionerId };
    expect([404, 422]).toContain((await owner.post('/desk/invitations', fields)).status);
  }
  await invited({ role: 'practitioner', practitionerId: practice.practitionerId });
  expect(await owner.page('/desk/people')).toContain('Practitioner, Dr. Lee');
});

test.each(['', 'a b', 'x@y.example\r\nBcc: z@y.example', `${'x'.repeat(250)}@y.example`])(
  '%j is no address to invite',
  async (email) => {
    const answer = await owner.post('/desk/invitations', { email, role: 'assistant' });
    expect([answer.status, (await answer.text()).includes('id="email-error"')]).toEqual([422, true]);
  },
);

test('nobody is invited twice, nor when they are there', async () => {
  await invited();
  for (const email of [newcomer().toUpperCase(), boss()]) {
    const answer = await owner.post('/desk/invitations', { email, role: 'assistant' });
    expect([answer.status, (await answer.text()).includes('id="email-error"')]).toEqual([422, true]);
  }
});

test('one address gets five invitations a day, and then the page says to wait', async () => {
  await invited();
  const id = idIn(await owner.page('/desk/people'), 'invitations', 'resend');
  for (let times = 0; times < 4; times++) expect((await owner.post(`/desk/invitations/${id}/resend`)).status).toBe(303);
  const answer = await owner.post(`/desk/invitations/${id}/resend`);
  expect([answer.status, (await answer.text()).includes('Wait an hour')]).toEqual([422, true]);
});

test('without a mail server the link stands on the page for owners, and in no list that assistants see', async () => {
  await served.close();
  served = await serve(database.db);
  owner = await signedIn(served, boss());
  await member(database.db, practice, `desk-${round}@practice.example`, 'assistant');
  const assistant = await signedIn(served, `desk-${round}@practice.example`);
  await owner.post('/desk/invitations', { email: newcomer(), role: 'owner' });
  await deliverDue(served.deps, now);
  const page = await owner.page('/desk/people');
  const link = /\/desk\/invitations\/[\w-]{43}/.exec(page)?.[0] ?? 'none';
  expect(await owner.page('/desk/mails')).toContain(link);
  const seen = (await assistant.page('/desk/mails')) + (await assistant.page('/desk'));
  expect([seen.includes(link), seen.includes(newcomer())]).toEqual([false, false]);
  expect((await served.post(link, {})).status).toBe(303);
  // Used, it is of no more use.
  expect(await owner.page('/desk/mails')).not.toContain(newcomer());
});

test('a role that is changed holds from the next request on', async () => {
  await member(database.db, practice, newcomer(), 'assistant');
  const desk = await signedIn(served, newcomer());
  const id = await idOf(newcomer());
  expect((await desk.get('/desk/people')).status).toBe(404);
  await owner.post(`/desk/members/${id}`, { role: 'owner', practitionerId: '' });
  expect((await desk.get('/desk/people')).status).toBe(200);
  const refused = await owner.post(`/desk/members/${id}`, { role: 'practitioner', practitionerId: '' });
  expect([refused.status, (await refused.text()).includes('Choose whose calendar')]).toEqual([422, true]);
  await owner.post(`/desk/members/${id}`, { role: 'practitioner', practitionerId: practice.practitionerId });
  expect((await desk.get('/desk/people')).status).toBe(404);
  expect((await owner.post(`/desk/members/${id}`, { role: 'king', practitionerId: '' })).status).toBe(422);
});

test('whoever is removed loses the practice with the next request, in a session that is open, and keeps others', async () => {
  const other = await samplePractice(database.db, { slug: `other-${round}`, name: 'Other Practice' });
  await member(database.db, practice, newcomer(), 'assistant');
  const desk = await signedIn(served, newcomer());
  expect((await desk.get('/desk')).status).toBe(200);
  const removed = await owner.post(`/desk/members/${await idOf(newcomer())}/remove`);
  expect(removed.headers.get('location')).toBe('/desk/people?done=member-removed');
  expect((await desk.get('/desk')).headers.get('location')).toBe('/desk/sign-in');
  await member(database.db, other, newcomer());
  expect(await desk.page('/desk')).toContain('Other Practice');
  expect((await owner.post(`/desk/members/${await idOf(newcomer())}/remove`)).status).toBe(404);
});

test('the last owner stays: neither removed nor made less, not even by two at once', async () => {
  const own = await idOf(boss());
  for (const [path, fields] of [
    ['/remove', {}],
    ['', { role: 'assistant', practitionerId: '' }],
  ] as const) {
    const answer = await owner.post(`/desk/members/${own}${path}`, fields);
    expect([answer.status, (await answer.text()).includes('A practice needs an owner.')]).toEqual([422, true]);
  }
  await member(database.db, practice, newcomer());
  const second = await signedIn(served, newcomer());
  const answers = await Promise.all([
    owner.post(`/desk/members/${await idOf(newcomer())}/remove`),
    second.post(`/desk/members/${own}/remove`),
  ]);
  // One goes; the other is the last owner, or was not there any more to ask.
  expect(answers.filter(({ headers }) => headers.get('location')?.includes('member-removed')).length).toBe(1);
});

test('a member of another practice is nobody here', async () => {
  const other = await samplePractice(database.db, { slug: `other-${round}`, name: 'Other Practice' });
  await member(database.db, other, newcomer());
  const id = await idOf(newcomer());
  for (const path of ['', '/remove', '/forget-passkeys'])
    expect([path, (await owner.post(`/desk/members/${id}${path}`, { role: 'owner' })).status]).toEqual([path, 404]);
  expect((await signedIn(served, newcomer())).formToken).not.toBe('');
});

test('forgotten passkeys: they and all sessions go, a mail tells, and of who works elsewhere too they stay', async () => {
  await member(database.db, practice, newcomer(), 'assistant');
  await withPasskey(newcomer());
  const desk = await signedIn(served, newcomer());
  const id = await idOf(newcomer());
  expect(await owner.page('/desk/people')).toContain('has a passkey');
  const other = await samplePractice(database.db, { slug: `other-${round}`, name: 'Other Practice' });
  await member(database.db, other, newcomer());
  const refused = await owner.post(`/desk/members/${id}/forget-passkeys`);
  expect([refused.status, (await refused.text()).includes('Only whoever runs Openhours')]).toEqual([422, true]);
  await database.db.tenant(other.practiceId, (tx) => tx`select remove_member(${id})`);
  const done = await owner.post(`/desk/members/${id}/forget-passkeys`);
  expect(done.headers.get('location')).toContain('done=passkeys-forgotten');
  expect(await forgetPasskeysOf(served.deps, newcomer())).toBe(0);
  expect((await desk.get('/desk')).headers.get('location')).toBe('/desk/sign-in');
  await expect.poll(() => inbox.mails.at(-1)?.mail.subject, PATIENT).toBe('Your passkeys were forgotten');
});

test('a passkey is asked for once an owner has one, and then at once, in every session', async () => {
  await member(database.db, practice, newcomer(), 'assistant');
  const desk = await signedIn(served, newcomer());
  const refused = await owner.post('/desk/people/access', { requirePasskey: 'on' });
  expect([refused.status, (await refused.text()).includes('An owner adds a passkey first')]).toEqual([422, true]);
  expect((await desk.get('/desk')).status).toBe(200);
  await withPasskey(boss());
  expect((await owner.post('/desk/people/access', { requirePasskey: 'on' })).status).toBe(303);
  for (const one of [desk, owner]) expect((await one.get('/desk')).headers.get('location')).toBe('/desk/passkey');
});

test('assistants reserve time for everybody where the owner says so, and are led there', async () => {
  await member(database.db, practice, newcomer(), 'assistant');
  await database.db.tenant(practice.practiceId, (tx) =>
    addPractitioner(tx, practice.practiceId, { name: 'Dr. Colleague', slug: 'dr-colleague' }),
  );
  const desk = await signedIn(served, newcomer());
  expect((await desk.get('/desk/openings')).status).toBe(404);
  expect(await desk.page('/desk')).not.toContain('href="/desk/openings"');
  await owner.post('/desk/people/access', { assistantsReserve: 'on' });
  const page = await desk.page('/desk/openings');
  expect([page.includes('Dr. Lee'), page.includes('Dr. Colleague')]).toEqual([true, true]);
  expect(await desk.page('/desk')).toContain('href="/desk/openings"');
  await owner.post('/desk/people/access', {});
  expect((await desk.get('/desk/openings')).status).toBe(404);
});
