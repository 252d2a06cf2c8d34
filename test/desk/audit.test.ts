/** The audit log: what is written, that nobody can change it, and that the owner finds what they look for. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkAudit } from '../../src/actions/audit-chain.ts';
import { cancelAppointment } from '../../src/actions/cancel.ts';
import { exportPatient } from '../../src/actions/export-patient.ts';
import { issueApiKey } from '../../src/actions/api-keys.ts';
import { bookForPatient } from '../../src/actions/staff.ts';
import type { AppointmentId, PatientId } from '../../src/domain/types.ts';
import { AUDIT_KINDS, auditKind, auditPattern } from '../../src/domain/audit.ts';
import { ROUTES } from '../../src/http/routes.ts';
import { NINE } from '../support/booking.ts';
import { asAdmin, testDatabase, type TestDatabase } from '../support/database.ts';
import { linksOf, textOf } from '../support/page.ts';
import { contextOf, later, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';
import { member, signedIn, type AtDesk } from './at-desk.ts';
import { serve, type Served } from './served.ts';

let database: TestDatabase;
let served: Served;
let practice: SamplePractice;
let owner: AtDesk;
let assistant: AtDesk;
let apiKey: string;
let appointmentId: AppointmentId;
let patientId: PatientId;

beforeAll(async () => {
  database = await testDatabase();
  served = await serve(database.db);
  practice = await samplePractice(database.db);
  await member(database.db, practice, 'owner@practice.example');
  await member(database.db, practice, 'assistant@practice.example', 'assistant');
  [owner, assistant] = [
    await signedIn(served, 'owner@practice.example'),
    await signedIn(served, 'assistant@practice.example'),
  ];
  const ctx = contextOf(database.db, practice, { actor: { kind: 'system' } });
  apiKey = (await issueApiKey(ctx, 'website')).apiKey;
  const booked = await bookForPatient(ctx, {
    ...practice,
    start: NINE,
    patient: { name: 'Ada Byron', email: 'ada@patient.example', phone: '' },
    tell: false,
    anyway: true,
  });
  if (!booked.ok) throw new Error('The appointment of this test was not booked.');
  appointmentId = booked.value.appointment.id;
  patientId = booked.value.appointment.patient.id;
});
afterAll(async () => {
  await served.close();
  await database.close();
});

const lines = () =>
  database.db.tenant(
    practice.practiceId,
    (tx) => tx<{ action: string; actor: string | null; address: string | null }[]>`
      select action, actor_id as actor, address from audit order by audit_id`,
  );

const api = (path: string) =>
  fetch(`${served.origin}/api/v1${path}`, { headers: { authorization: `Bearer ${apiKey}` } });

describe('L04 what is written', () => {
  test('a sign-in says by what', async () => {
    const page = textOf(await owner.page('/desk/audit?kind=access'));
    expect(page).toContain('Signed in');
    expect(page).toContain('by a link in a mail');
  });

  test('every page and answer that shows patients writes who looked, from where', async () => {
    // Each by what it shows; a page that comes later and shows patients is added here.
    const shows: readonly string[] = [
      '/desk',
      `/desk/appointments/${appointmentId}`,
      `/desk/appointments/${appointmentId}/move`,
      '/desk/patients',
      `/desk/patients/${patientId}`,
      '/desk/share?find=ada',
      '/desk/openings',
      '/desk/mails',
      '/desk/audit',
    ];
    const silent: string[] = [];
    for (const path of shows) {
      const before = (await lines()).length;
      expect([path, (await owner.get(path)).status]).toEqual([path, 200]);
      const written = (await lines()).slice(before);
      if (!written.some(({ action }) => /\.(viewed|listed)$/.test(action))) silent.push(path);
      for (const { actor, address } of written)
        expect([path, actor === null, address]).toEqual([path, false, '127.0.0.1']);
    }
    for (const path of [
      '/appointments',
      `/appointments/${appointmentId}`,
      '/patients',
      `/patients/${patientId}`,
      '/audit',
    ]) {
      const before = (await lines()).length;
      expect([path, (await api(path)).status]).toEqual([path, 200]);
      if ((await lines()).length === before) silent.push(`api ${path}`);
    }
    expect(silent).toEqual([]);
  });

  test('a name is in no line, and neither is an address or a secret', async () => {
    const [row] = await database.db.tenant(
      practice.practiceId,
      (tx) => tx<{ text: string }[]>`select string_agg(to_jsonb(a)::text, ' ') as text from audit a`,
    );
    expect(row?.text).not.toMatch(/Byron|ada@|oh_/);
  });

  test('the service itself can add lines, and neither change nor remove one', async () => {
    const { db } = database;
    for (const change of [
      "update audit set action = 'nothing.happened'",
      'delete from audit',
      'truncate audit',
      'alter table audit disable row level security',
    ]) {
      const tried = db.tenant(practice.practiceId, (tx) => tx.unsafe(change));
      await expect(tried, change).rejects.toThrow(/permission denied|must be owner/);
    }
    const [rights] = await asAdmin(
      "select string_agg(privilege_type, ' ' order by privilege_type) as them from information_schema.role_table_grants where table_name = 'audit' and grantee = 'openhours_app'",
    );
    // Of the server's own database there is none; the one of this test was asked above.
    expect(rights?.['them'] ?? 'INSERT SELECT').toBe('INSERT SELECT');
  });
});

describe('what the owner reads', () => {
  test('an assistant and a practitioner find no audit log', async () => {
    expect((await assistant.get('/desk/audit')).status).toBe(404);
    expect(ROUTES['GET /desk/audit']).toEqual({ who: 'staff', roles: ['owner'] });
  });

  test('who, what, about whom, when and from where, in words', async () => {
    await assistant.get(`/desk/appointments/${appointmentId}`);
    const said = textOf(await owner.page('/desk/audit'));
    expect(said).toMatch(
      /Looked at an appointment Ada Byron Tuesday, March 2, 2027 at 9:00 AM \(Eastern Time – New York\).{0,40} assistant@practice\.example from 127\.0\.0\.1/,
    );
    expect(said).toContain('Times are those of Eastern Time – New York.');
    expect(said).toContain('Monday, March 1, 2027');
  });

  test('by kind, by person, by thing and by days', async () => {
    const ctx = contextOf(database.db, practice, { actor: { kind: 'system' } });
    expect(await cancelAppointment(ctx, { appointmentId, tell: false })).toMatchObject({ ok: true });
    await exportPatient({ ...ctx, now: later(NOW, 3 * 24 * 60) }, patientId);
    const said = async (query: string) => textOf(await owner.page(`/desk/audit?${query}`)).split('Show', 2)[1] ?? '';
    expect(await said('kind=exported')).toMatch(/Exported all data of a patient Ada Byron.*Openhours itself/);
    expect(await said('kind=exported')).not.toContain('Looked at');
    expect(await said('kind=cancelled')).toContain('Cancelled an appointment');
    expect(await said('person=system')).not.toContain('assistant@practice.example');
    const person = linksOf(await owner.page('/desk/audit?kind=saw'), /person=/)
      .map((href) => href.split('?')[1] ?? '')
      .filter((query, index, all) => all.indexOf(query) === index);
    for (const query of person.slice(0, 2)) expect(await said(query)).not.toContain('Openhours itself');
    expect(await said(`subject=${patientId}`)).toMatch(/All about Ada Byron/);
    expect(await said(`subject=${patientId}`)).not.toContain('an appointment');
    // All of March 4, the last minute too, in the practitioner's zone.
    expect(await said('from=2027-03-04&to=2027-03-04')).toContain('Exported all data');
    expect(await said('from=2027-03-05')).toContain('Nothing of this kind happened.');
    expect(await said('to=2027-03-03')).not.toContain('Exported all data');
    const wrong = await owner.get('/desk/audit?from=yesterday');
    expect([wrong.status, textOf(await wrong.text())]).toEqual([422, expect.stringContaining('This is not a day')]);
    for (const odd of ['kind=x', 'person=x', 'subject=x', 'before=x', 'before=-1', 'before=99999999999999999999'])
      expect([odd, (await owner.get(`/desk/audit?${odd}`)).status]).toEqual([odd, 200]);
  });

  test('older lines are behind a link, each line once', async () => {
    await database.db.tenant(
      practice.practiceId,
      (tx) => tx`
        insert into audit (practice_id, at, actor_kind, action, subject_kind, details)
        select current_practice(), to_timestamp(${NOW / 1000}::float8), 'system', 'counted.once', 'thing',
          jsonb_build_object('number', n)
        from generate_series(1, 120) n`,
    );
    const seen: string[] = [];
    let path: string | undefined = '/desk/audit?person=system';
    while (path !== undefined) {
      const page = await owner.page(path);
      seen.push(...[...page.matchAll(/number: (\d+)/g)].map(([, number]) => number!));
      path = linksOf(page, /before=/)[0];
    }
    expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => String(120 - index)));
  });

  test('by API, page by page, with the same filters', async () => {
    const first = (await (await api('/audit?actor=system&limit=70')).json()) as { lines: unknown[]; next: string };
    const second = (await (await api(`/audit?actor=system&limit=70&before=${first.next}`)).json()) as {
      lines: { action: string; kind: string }[];
      next: string | null;
    };
    expect([first.lines.length, second.next]).toEqual([70, null]);
    expect(second.lines.at(-1)).toMatchObject({ action: 'api-key.issued', kind: 'access' });
    const exported = (await (await api('/audit?kind=exported')).json()) as { lines: unknown[] };
    expect(exported.lines).toEqual([
      expect.objectContaining({ subject: { kind: 'patient', id: patientId }, actor: { kind: 'system', id: null } }),
    ]);
    for (const query of ['before=x', 'limit=0', 'kind=x', 'from=now', 'what=ever'])
      expect([query, (await api(`/audit?${query}`)).status]).toEqual([query, 400]);
  });
});

test('one click and one request check the whole chain', async () => {
  await linkAudit({ db: database.db, keys: served.deps.keys, now: NOW });
  const sound = textOf(await owner.page('/desk/audit?check=chain'));
  // The 120 lines of another test were added past the program.
  expect(sound).toContain('120 lines were added past the program.');
  expect(await (await api('/audit/check')).json()).toMatchObject({ intact: false, strange: 120, broken: null });
});

test('each action is of one kind, and the database and the program agree which', async () => {
  const actions = [
    'patient.viewed',
    'appointment.booked',
    'appointment.cancelled',
    'patient.exported',
    'session.started',
    'types.ordered',
    'patient.erased',
  ];
  for (const action of actions) {
    const kinds: string[] = [];
    for (const kind of AUDIT_KINDS) {
      const { is, not } = auditPattern(kind);
      const [row] = await database.db.sql<[{ fits: boolean }]>`
        select ${action}::text ~ ${is} and ${action}::text !~ ${not} as fits`;
      if (row.fits) kinds.push(kind);
    }
    expect([action, kinds]).toEqual([action, [auditKind(action)]]);
  }
});
