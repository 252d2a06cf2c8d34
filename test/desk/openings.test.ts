/** Reserve time at the desk without any script: reserved by form, changed this/following/all, removed, explained; and by whom. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listOccurrences } from '../../src/actions/opening-series.ts';
import { addClosure } from '../../src/actions/closures.ts';
import { listOpenings, removeOpening, saveOpening } from '../../src/actions/openings.ts';
import { bookForPatient } from '../../src/actions/staff.ts';
import { saveType } from '../../src/actions/types.ts';
import { interval } from '../../src/domain/interval.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { textOf } from '../support/page.ts';
import {
  addCalendar,
  addPractitioner,
  at,
  contextOf,
  samplePractice,
  type SamplePractice,
} from '../support/practice.ts';
import { member, signedIn, type AtDesk } from './at-desk.ts';
import { serve, type Served } from './served.ts';

const PATH = '/desk/openings';

let database: TestDatabase;
let served: Served;
let practice: SamplePractice;
let desk: AtDesk;

beforeAll(async () => {
  database = await testDatabase();
  served = await serve(database.db);
});
beforeEach(async () => {
  const slug = `practice-${randomUUID()}`;
  practice = await samplePractice(database.db, { slug });
  await removeOpening(ctx(), practice.openingId);
  await member(database.db, practice, `owner@${slug}.example`);
  desk = await signedIn(served, `owner@${slug}.example`);
});
afterAll(async () => {
  await served.close();
  await database.close();
});

const ctx = () => contextOf(database.db, practice, { actor: { kind: 'system' } });

/** The form as the page sends it: Tuesdays 09:00–11:00 for ever. */
function reserve(more: Record<string, string> = {}): Promise<Response> {
  return desk.post(PATH, {
    practitioner: practice.practitionerId,
    ...{
      day: '2027-03-02',
      from: '09:00',
      to: '11:00',
      repeat: '1',
      ends: 'never',
      until: '',
      rule: '',
      forTypes: 'all',
    },
    ...more,
  });
}

async function march(): Promise<string[]> {
  const window = interval(at('2027-03-01T00:00-05:00'), at('2027-04-01T00:00-04:00'));
  const found = await listOccurrences(ctx(), { practitionerId: practice.practitionerId, window });
  return found.ok ? found.value.map(({ localStart, localEnd }) => `${localStart.slice(8)}–${localEnd.slice(11)}`) : [];
}

async function only() {
  const [opening] = await listOpenings(ctx());
  return opening!; // the test reserved one
}

const TUESDAYS = ['02T09:00–11:00', '09T09:00–11:00', '16T09:00–11:00', '23T09:00–11:00', '30T09:00–11:00'];

test('while nothing is reserved the page says that nothing is offered yet', async () => {
  expect(textOf(await desk.page(PATH))).toContain('Nothing is offered yet.');
  await reserve();
  expect(textOf(await desk.page(PATH))).not.toContain('Nothing is offered yet.');
});

test('reserved by form: the redirect shows the week with it, and the week lists its open times', async () => {
  const answer = await reserve();
  const there = answer.headers.get('location') ?? '';
  expect([answer.status, there]).toEqual([303, expect.stringContaining('week=2027-03-01&done=reserved')]);
  const text = textOf(await desk.page(there));
  expect(text).toContain('The time is reserved for online booking.');
  expect(text).toContain('9:00 – 11:00 AM reserved for all types Every Tuesday');
  expect(text).toContain('Open for Consultation: 9:00 AM , 10:00 AM');
  expect(await march()).toEqual(TUESDAYS);
});

test.each([
  ['once', { repeat: 'once' }, undefined],
  [
    'every two weeks on chosen days',
    { repeat: '2', 'on-MO': 'on', 'on-TH': 'on' },
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH',
  ],
  ['until a day', { ends: 'until', until: '2027-03-31' }, 'FREQ=WEEKLY;BYDAY=TU;UNTIL=20270331'],
  ['by a rule', { repeat: 'rule', rule: 'FREQ=MONTHLY;BYDAY=1TU' }, 'FREQ=MONTHLY;BYDAY=1TU'],
])('reserved %s', async (_name, fields, rule) => {
  expect((await reserve(fields as Record<string, string>)).status).toBe(303);
  expect((await only()).rule).toBe(rule);
});

test('for chosen types it is theirs alone; until midnight it ends with the day', async () => {
  await reserve({ forTypes: 'chosen', [`type-${practice.typeId}`]: 'on', to: '00:00' });
  expect(await only()).toMatchObject({ types: [practice.typeId], end: '2027-03-03T00:00' });
});

test.each([
  [{ to: '08:15' }, 'The end must come after the start.'],
  [{ from: '9' }, 'Give a time such as 09:00.'],
  [{ day: '2027-02-30' }, 'Give a day.'],
  [{ ends: 'until', until: '2027-03-01' }, 'The last day must not come before the first.'],
  [{ repeat: 'rule', rule: 'FREQ=SOMETIMES' }, 'This is not a recurrence rule that can be read'],
  [{ forTypes: 'chosen' }, 'Choose at least one type.'],
])('%j is refused beside its field, keeps what was typed and saves nothing', async (fields, words) => {
  const answer = await reserve({ from: '08:15', ...fields });
  const page = await answer.text();
  expect([answer.status, textOf(page).includes(words)]).toEqual([422, true]);
  if (!('from' in fields)) expect(page).toContain('value="08:15"');
  expect(await listOpenings(ctx())).toEqual([]);
});

test('one occurrence is changed, put back and removed; this and following; at last all', async () => {
  await reserve();
  const { id } = await only();
  const send = async (path: string, fields: Record<string, string>) =>
    (await desk.post(`${PATH}/${id}${path}`, { occurrence: '2027-03-16T09:00', ...fields })).headers.get('location');
  const times = { day: '2027-03-17', from: '13:00', to: '15:00', forTypes: 'all' };

  expect(await send('', { ...times, scope: 'one' })).toContain('done=saved');
  expect(await march()).toEqual(TUESDAYS.with(2, '17T13:00–15:00'));
  const changed = textOf(await desk.page(`${PATH}/${id}?occurrence=2027-03-16T09:00`));
  expect(changed).toContain('Wednesday, March 17, 1:00 – 3:00 PM Every Tuesday');
  expect(changed).toContain('This one was changed');
  await send('/restore', {});
  expect(await march()).toEqual(TUESDAYS);

  expect(await send('/remove', { scope: 'one' })).toContain('done=removed-time');
  expect(await march()).toEqual(TUESDAYS.toSpliced(2, 1));
  expect((await desk.get(`${PATH}/${id}?occurrence=2027-03-16T09:00`)).status).toBe(404);

  await send('', { ...times, occurrence: '2027-03-23T09:00', day: '2027-03-23', scope: 'following' });
  expect(await march()).toEqual([...TUESDAYS.slice(0, 2), '23T13:00–15:00', '30T13:00–15:00']);
  expect(await listOpenings(ctx())).toHaveLength(2);

  await send('/remove', { occurrence: '2027-03-02T09:00', scope: 'all' });
  expect(await march()).toEqual(['23T13:00–15:00', '30T13:00–15:00']);
});

test('how it repeats is changed from one on; a drag is the same change', async () => {
  await reserve();
  const { id } = await only();
  await desk.post(`${PATH}/${id}/repeat`, {
    occurrence: '2027-03-16T09:00',
    day: '2027-03-16',
    scope: 'following',
    repeat: '1',
    'on-WE': 'on',
  });
  expect(await march()).toEqual([...TUESDAYS.slice(0, 2), '17T09:00–11:00', '24T09:00–11:00', '31T09:00–11:00']);
  const drag = { opening: id, occurrence: '2027-03-02T09:00', start: '2027-03-02T10:00', end: '2027-03-02T12:30' };
  const moved = await desk.post(`${PATH}/move`, { ...drag, scope: 'all' });
  expect(moved.headers.get('location')).toContain('done=moved-time');
  expect((await march()).slice(0, 2)).toEqual(['02T10:00–12:30', '09T10:00–12:30']);
});

test('time that goes past midnight has its last day in the form, and keeps it', async () => {
  const { practitionerId } = practice;
  await saveOpening(ctx(), { practitionerId, start: '2027-03-02T22:00', end: '2027-03-03T01:00', types: 'all' });
  const { id } = await only();
  const occurrence = '2027-03-02T22:00';
  expect(await desk.page(`${PATH}/${id}?occurrence=${occurrence}`)).toMatch(/name="toDay"[^>]*value="2027-03-03"/);
  const form = { occurrence, scope: 'all', day: '2027-03-02', from: '21:00', to: '01:00', forTypes: 'all' };
  const wrong = await desk.post(`${PATH}/${id}`, { ...form, toDay: '2027-03-02' });
  expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('must come after the start')]);
  await desk.post(`${PATH}/${id}`, { ...form, toDay: '2027-03-03' });
  expect(await march()).toEqual(['02T21:00–01:00']);
  expect((await only()).end).toBe('2027-03-03T01:00');
  // Midnight needs no other day.
  await desk.post(`${PATH}/${id}`, { ...form, occurrence: '2027-03-02T21:00', to: '00:00' });
  expect((await only()).end).toBe('2027-03-03T00:00');
  expect(await desk.page(`${PATH}/${id}?occurrence=2027-03-02T21:00`)).not.toContain('name="toDay"');
});

test('a type that is archived stays with the time it was reserved for', async () => {
  const { typeId } = practice;
  const more = { name: 'Review', length: 25, padding: 5, location: undefined, note: '', offeredBy: 'all' } as const;
  const rest = { audience: 'everyone', startRule: { kind: 'packed' } } as const;
  const added = await saveType(ctx(), { ...more, ...rest, state: 'archived' });
  const archived = added.ok ? added.value.id : '';
  await reserve({ forTypes: 'chosen', [`type-${typeId}`]: 'on', [`type-${archived}`]: 'on' });
  const { id } = await only();
  const form = { occurrence: '2027-03-09T09:00', scope: 'one', day: '2027-03-09', from: '09:00', to: '10:00' };
  await desk.post(`${PATH}/${id}`, { ...form, forTypes: 'chosen', [`type-${typeId}`]: 'on' });
  // It is still one series, with one occurrence changed.
  expect((await listOpenings(ctx())).map(({ types }) => types.length)).toEqual([2]);
  expect((await march()).slice(0, 2)).toEqual(['02T09:00–11:00', '09T09:00–10:00']);
});

test('time that the practice closed is shown as closed', async () => {
  await reserve();
  const closed = interval(at('2027-03-02T10:00-05:00'), at('2027-03-02T16:00-05:00'));
  await addClosure(ctx(), { practitionerId: practice.practitionerId, ...closed });
  const text = textOf(await desk.page(`${PATH}?week=2027-03-01`));
  expect(text).toContain('10:00 AM – 4:00 PM Closed: nothing is offered');
  expect(text).toContain('Open for Consultation: 9:00 AM');
  expect(text).not.toContain('9:00 AM , 10:00 AM');
  const why = `${PATH}/why?practitioner=${practice.practitionerId}&date=2027-03-02&clock=10:00`;
  expect(textOf(await desk.page(why))).toContain('closed');
});

test('a rule that names its days says so and stays', async () => {
  await reserve({ repeat: 'rule', rule: 'FREQ=MONTHLY;BYDAY=1TU' });
  const { id } = await only();
  const drag = { opening: id, occurrence: '2027-03-02T09:00', start: '2027-03-03T09:00', end: '2027-03-03T11:00' };
  const answer = await desk.post(`${PATH}/move`, { ...drag, scope: 'all' });
  expect([answer.status, textOf(await answer.text())]).toEqual([
    422,
    expect.stringContaining('Its rule names the days'),
  ]);
  expect(await march()).toEqual(TUESDAYS.slice(0, 1));
});

test('the week shows what is busy, booked and not known, in the practitioner’s zone', async () => {
  await reserve();
  const busy = [interval(at('2027-03-02T09:30-05:00'), at('2027-03-02T10:00-05:00'))];
  const covered = interval(at('2027-02-01T00:00Z'), at('2027-03-04T05:00Z'));
  await database.db.tenant(practice.practiceId, (tx) =>
    addCalendar(tx, practice.practiceId, { practitionerId: practice.practitionerId, busy, covered }),
  );
  const patient = { name: 'Ada Byron', phone: '' };
  await bookForPatient(ctx(), { ...practice, start: at('2027-03-02T10:00-05:00'), patient, tell: false, anyway: true });
  const text = textOf(await desk.page(`${PATH}?week=2027-03-03`));
  expect(text).toContain('9:30 – 10:00 AM Busy in a calendar');
  expect(text).toContain('10:00 – 10:50 AM Ada Byron , Consultation');
  expect(text).toContain('Not known: a calendar says nothing here');
  expect(text).toContain('Times are Eastern Time – New York.');
});

test('why a time is or is not offered, type by type, and to whom', async () => {
  await reserve();
  const kept = { name: 'Follow-up', length: 25, padding: 5, location: undefined, note: '', offeredBy: 'all' } as const;
  await saveType(ctx(), { ...kept, state: 'listed', audience: 'existing', startRule: { kind: 'packed' } });
  await saveType(ctx(), {
    ...kept,
    name: 'Review',
    state: 'hidden',
    audience: 'everyone',
    startRule: { kind: 'packed' },
  });
  const why = async (clock: string) =>
    textOf(await desk.page(`${PATH}/why?practitioner=${practice.practitionerId}&date=2027-03-02&clock=${clock}`));
  const nine = await why('09:00');
  expect(nine).toContain('Tuesday, March 2, 2027 at 9:00 AM');
  expect(nine).toContain('Consultation : offered to everyone with the booking link.');
  expect(nine).toContain('Follow-up : offered to existing patients, through a personal link.');
  expect(nine).toContain('Review : not offered. The appointment type is hidden.');
  expect(nine).toContain('Change this reserved time (Every Tuesday)');
  const early = await why('08:00');
  expect(early).toContain('It lies outside the hours reserved for booking.');
  expect(await why('09:10')).toContain('Start times here are 9:00 AM and 10:00 AM.');
  expect(await why('25:99')).toContain('Give a day and a time.');
});

test('M03 I05 another practice’s reserved time does not exist', async () => {
  await reserve();
  const { id } = await only();
  const other = await samplePractice(database.db, { slug: `practice-${randomUUID()}` });
  await member(database.db, other, `owner@${other.slug}.example`);
  const foreign = await signedIn(served, `owner@${other.slug}.example`);
  const occurrence = '2027-03-02T09:00';
  expect((await foreign.get(`${PATH}/${id}?occurrence=${occurrence}`)).status).toBe(404);
  for (const path of ['', '/repeat', '/restore', '/remove']) {
    expect((await foreign.post(`${PATH}/${id}${path}`, { occurrence, scope: 'all' })).status).toBe(404);
  }
  const drag = { opening: id, occurrence, start: occurrence, end: '2027-03-02T10:00', scope: 'all' };
  expect((await foreign.post(`${PATH}/move`, drag)).status).toBe(404);
  expect((await foreign.get(`${PATH}?practitioner=${practice.practitionerId}`)).status).toBe(404);
  expect(await march()).toEqual(TUESDAYS);
});

test('a practitioner reserves their own time; an assistant everybody’s, once the owner says so', async () => {
  const { practiceId, practitionerId } = practice;
  const kim = await database.db.tenant(practiceId, (tx) =>
    addPractitioner(tx, practiceId, { name: 'Dr. Kim', slug: 'kim' }),
  );
  await member(database.db, practice, `lee@${practice.slug}.example`, 'practitioner');
  await member(database.db, practice, `desk@${practice.slug}.example`, 'assistant');
  const form = { day: '2027-03-02', from: '09:00', to: '11:00', repeat: 'once', forTypes: 'all' };

  const lee = await signedIn(served, `lee@${practice.slug}.example`);
  expect((await lee.post(PATH, { ...form, practitioner: practitionerId })).status).toBe(303);
  expect((await lee.post(PATH, { ...form, practitioner: kim })).status).toBe(404);
  expect((await lee.get(`${PATH}?practitioner=${kim}`)).status).toBe(404);
  expect(await lee.page(PATH)).not.toContain('Dr. Kim');

  const assistant = await signedIn(served, `desk@${practice.slug}.example`);
  expect((await assistant.get(PATH)).status).toBe(404);
  await database.db.tenant(practiceId, (tx) => tx`update practices set assistants_reserve = true`);
  expect((await assistant.get(PATH)).status).toBe(200);
  expect((await assistant.post(PATH, { ...form, practitioner: kim })).status).toBe(303);
});
