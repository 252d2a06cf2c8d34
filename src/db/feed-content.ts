/** What a practitioner's feed is made of, in one read. */
import { DAY } from '../domain/interval.ts';
import type { Instant, PractitionerId } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { toInstant } from './times.ts';

// How long a cancelled appointment stays as such, and how far back past ones reach.
const CANCELLED_DAYS = 30;
const PAST_DAYS = 90;

export type FeedRow = {
  readonly uid: string;
  readonly sequence: number;
  readonly status: 'confirmed' | 'cancelled';
  readonly start: Instant;
  readonly end: Instant;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
  readonly location: string;
  readonly patientName: string;
};

type Row = Omit<FeedRow, 'start' | 'end' | 'createdAt' | 'changedAt'> &
  Record<'start' | 'end' | 'createdAt' | 'changedAt', Date>;

/** Upcoming appointments and those of the last months; the practitioner's name, or undefined when they are gone. */
export async function loadFeedContent(
  tx: Tx,
  practitionerId: PractitionerId,
  now: Instant,
): Promise<{ practitionerName: string; appointments: FeedRow[] } | undefined> {
  const [practitioner] = await tx<{ name: string }[]>`
    select name from practitioners where practice_id = current_practice() and practitioner_id = ${practitionerId}`;
  if (!practitioner) return undefined;
  const rows = await tx<Row[]>`
    select a.uid, a.sequence, a.status, a.starts_at as start, a.ends_at as end, a.created_at as "createdAt",
      a.changed_at as "changedAt", a.location_text as location, p.name as "patientName"
    from appointments a join patients p using (practice_id, patient_id)
    where a.practice_id = current_practice() and a.practitioner_id = ${practitionerId}
      and a.starts_at > ${new Date(now - PAST_DAYS * DAY)}
      and (a.status = 'confirmed' or a.cancelled_at > ${new Date(now - CANCELLED_DAYS * DAY)})
    order by a.starts_at, a.appointment_id`;
  return { practitionerName: practitioner.name, appointments: rows.map((row) => withInstants(row)) };
}

function withInstants({ start, end, createdAt, changedAt, ...row }: Row): FeedRow {
  return {
    ...row,
    start: toInstant(start),
    end: toInstant(end),
    createdAt: toInstant(createdAt),
    changedAt: toInstant(changedAt),
  };
}
