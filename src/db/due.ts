/** Routing of the sync: which calendars are due, of any practice. Ids only. */
import type { CalendarId, Instant, PracticeId } from '../domain/types.ts';
import type { Sql } from './database.ts';
import { toDate } from './times.ts';

export type DueCalendar = { readonly calendarId: CalendarId; readonly practiceId: PracticeId };

/** Takes up to `most` due calendars for `leaseSeconds`; nobody else gets them until then. */
export async function claimCalendars(
  sql: Sql,
  claim: { now: Instant; leaseSeconds: number; most: number },
): Promise<DueCalendar[]> {
  const rows = await sql<{ calendar_id: CalendarId; practice_id: PracticeId }[]>`
    select calendar_id, practice_id
    from claim_calendars(${toDate(claim.now)}, make_interval(secs => ${claim.leaseSeconds}), ${claim.most})`;
  return rows.map((row) => ({ calendarId: row.calendar_id, practiceId: row.practice_id }));
}

/** Those that are still being read are leased anew; who was read meanwhile is not. */
export async function renewLeases(
  sql: Sql,
  calendars: readonly DueCalendar[],
  lease: { now: Instant; leaseSeconds: number },
): Promise<void> {
  await sql`
    select renew_leases(${calendars.map(({ calendarId }) => calendarId)}::uuid[],
      ${toDate(lease.now)}::timestamptz + make_interval(secs => ${lease.leaseSeconds}))`;
}
