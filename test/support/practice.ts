/** A practice to test with: each builder inserts one thing, fills in what the case is not about, and returns its ids. */
import { randomUUID } from 'node:crypto';
import type { Actor, Context } from '../../src/actions/context.ts';
import type { Database } from '../../src/db/database.ts';
import { toDate } from '../../src/db/times.ts';
import { instant, MINUTE } from '../../src/domain/interval.ts';
import type {
  CalendarId,
  Instant,
  Interval,
  OpeningId,
  PracticeId,
  PractitionerId,
  TypeId,
} from '../../src/domain/types.ts';
import { readKeys, type Keys } from '../../src/secrets/keys.ts';

/** Monday, March 1, 2027, 08:00 in New York: what tests call now. */
export const NOW = at('2027-03-01T13:00Z');
export const KEYS: Keys = readKeys('test-key-test-key-test-key-test-key');

export type SamplePractice = {
  readonly practiceId: PracticeId;
  readonly practitionerId: PractitionerId;
  readonly typeId: TypeId;
  readonly openingId: OpeningId;
  readonly slug: string;
  readonly practitionerSlug: string;
};

/** An instant from text with a zone, such as `2027-03-02T09:00-05:00`. */
export function at(text: string): Instant {
  return instant(Date.parse(text));
}

function id<Id extends string>(): Id {
  return randomUUID() as Id; // the builders make the ids
}

/**
 * "Sample Practice" (slug `sample-practice`): "Dr. Lee" (slug `dr-lee`) in New York, "Consultation" of 50 + 10 minutes, packed,
 * openings Monday to Friday 09:00–17:00, no calendars, cut-off 0 and 60 days unless `settings` (columns) say otherwise.
 */
export async function samplePractice(
  db: Database,
  overrides: {
    slug?: string;
    name?: string;
    settings?: Record<string, string | number | boolean | null>;
    zone?: string;
  } = {},
): Promise<SamplePractice> {
  const practiceId = id<PracticeId>();
  const slug = overrides.slug ?? 'sample-practice';
  return db.tenant(practiceId, async (tx) => {
    await tx`select route_slug(${slug}, ${practiceId})`;
    const practice = {
      practice_id: practiceId,
      slug,
      name: overrides.name ?? 'Sample Practice',
      phone: '+1 212 555 0100',
      email: 'office@practice.example',
      policy_text: 'Please cancel at least 24 hours before.\nThank you.',
      cutoff_amount: 0,
      cutoff_unit: 'minutes',
      horizon_days: 60,
      created_at: toDate(NOW),
      ...overrides.settings,
    };
    await tx`insert into practices ${tx(practice)}`;
    const zone = overrides.zone ?? 'America/New_York';
    const practitionerId = await addPractitioner(tx, practiceId, { zone });
    const typeId = await addType(tx, practiceId);
    const openingId = await addOpening(tx, practiceId, { practitionerId });
    return { practiceId, practitionerId, typeId, openingId, slug, practitionerSlug: 'dr-lee' };
  });
}

type Queries = Parameters<Parameters<Database['tenant']>[1]>[0];

export async function addPractitioner(
  tx: Queries,
  practiceId: PracticeId,
  overrides: {
    name?: string;
    slug?: string;
    zone?: string;
    dailyLimit?: number;
    email?: string;
    active?: boolean;
  } = {},
): Promise<PractitionerId> {
  const practitionerId = id<PractitionerId>();
  const row = {
    practice_id: practiceId,
    practitioner_id: practitionerId,
    slug: overrides.slug ?? 'dr-lee',
    name: overrides.name ?? 'Dr. Lee',
    zone: overrides.zone ?? 'America/New_York',
    email: overrides.email ?? 'lee@practice.example',
    active: overrides.active ?? true,
    daily_limit: overrides.dailyLimit ?? null,
    feed_key: KEYS.current,
  };
  await tx`insert into practitioners ${tx(row)}`;
  return practitionerId;
}

export async function addType(
  tx: Queries,
  practiceId: PracticeId,
  overrides: {
    name?: string;
    length?: number;
    padding?: number;
    every?: number;
    state?: 'listed' | 'hidden' | 'archived';
    audience?: 'everyone' | 'existing';
    location?: { kind: 'address' | 'phone' | 'video'; text: string };
    practitioners?: readonly PractitionerId[];
  } = {},
): Promise<TypeId> {
  const typeId = id<TypeId>();
  const row = {
    practice_id: practiceId,
    type_id: typeId,
    name: overrides.name ?? 'Consultation',
    length_minutes: overrides.length ?? 50,
    padding_minutes: overrides.padding ?? 10,
    every_minutes: overrides.every ?? null,
    state: overrides.state ?? 'listed',
    audience: overrides.audience ?? 'everyone',
    location_kind: overrides.location?.kind ?? 'address',
    location_text: overrides.location?.text ?? '1 Main Street',
    for_all_practitioners: overrides.practitioners === undefined,
  };
  await tx`insert into appointment_types ${tx(row)}`;
  for (const practitionerId of overrides.practitioners ?? []) {
    await tx`
      insert into type_practitioners (practice_id, type_id, practitioner_id)
      values (${practiceId}, ${typeId}, ${practitionerId})`;
  }
  return typeId;
}

/** Local times of the practitioner's zone; Monday to Friday 09:00–17:00 for ever unless told otherwise. */
export async function addOpening(
  tx: Queries,
  practiceId: PracticeId,
  opening: {
    practitionerId: PractitionerId;
    start?: string;
    end?: string;
    rule?: string | null;
    types?: readonly TypeId[];
  },
): Promise<OpeningId> {
  const openingId = id<OpeningId>();
  const rule = opening.rule === undefined ? 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR' : opening.rule;
  // Through text: the driver would read a local time as one of the machine's own zone.
  await tx`
    insert into openings (practice_id, opening_id, practitioner_id, local_start, local_end, rule, for_all_types)
    values (${practiceId}, ${openingId}, ${opening.practitionerId}, ${opening.start ?? '2025-01-06T09:00'}::text::timestamp,
      ${opening.end ?? '2025-01-06T17:00'}::text::timestamp, ${rule}, ${opening.types === undefined})`;
  for (const typeId of opening.types ?? []) {
    await tx`
      insert into opening_types (practice_id, opening_id, type_id) values (${practiceId}, ${openingId}, ${typeId})`;
  }
  return openingId;
}

/** A calendar that blocks time, read at `readAt` for a year around `NOW`, holding `busy`. */
export async function addCalendar(
  tx: Queries,
  practiceId: PracticeId,
  calendar: {
    practitionerId: PractitionerId;
    readAt?: Instant | undefined;
    busy?: readonly Interval[];
    covered?: Interval;
  },
): Promise<CalendarId> {
  const [calendarId, connectionId] = [id<CalendarId>(), id<string>()];
  await tx`
    insert into connections (practice_id, connection_id, practitioner_id, kind, label, sealed, created_at)
    values (${practiceId}, ${connectionId}, ${calendar.practitionerId}, 'ics', 'Feed', ${Buffer.from('sealed')}, ${toDate(NOW)})`;
  const readAt = 'readAt' in calendar ? calendar.readAt : NOW;
  const covered = calendar.covered ?? { start: at('2026-09-01T00:00Z'), end: at('2027-09-01T00:00Z') };
  await tx`
    insert into calendars (practice_id, calendar_id, connection_id, practitioner_id, name, covered, read_at)
    values (${practiceId}, ${calendarId}, ${connectionId}, ${calendar.practitionerId}, 'Feed',
      ${readAt === undefined ? null : tx`tstzrange(${toDate(covered.start)}, ${toDate(covered.end)})`},
      ${readAt === undefined ? null : toDate(readAt)})`;
  for (const { start, end } of calendar.busy ?? []) {
    await tx`
      insert into busy (practice_id, calendar_id, practitioner_id, key, starts_at, ends_at, kind)
      values (${practiceId}, ${calendarId}, ${calendar.practitionerId}, ${randomUUID()}, ${toDate(start)}, ${toDate(end)}, 'busy')`;
  }
  return calendarId;
}

/** What an action is given: a patient who asks at `NOW`, unless told otherwise. */
export function contextOf(
  db: Database,
  practice: Pick<SamplePractice, 'practiceId'>,
  overrides: { actor?: Actor; now?: Instant; address?: string } = {},
): Context {
  return {
    db,
    keys: KEYS,
    practiceId: practice.practiceId,
    actor: overrides.actor ?? { kind: 'patient' },
    now: overrides.now ?? NOW,
    newId: randomUUID,
    address: overrides.address,
  };
}

/** Minutes after an instant. */
export function later(from: Instant, minutes: number): Instant {
  return instant(from + minutes * MINUTE);
}
