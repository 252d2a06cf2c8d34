/** Reads the calendars that are due. Each is leased, so any number of processes may run this at once. */
import { claimCalendars } from '../db/due.ts';
import { syncCalendar, type SyncDeps } from './read.ts';

/** Longer than a reading can take (the fetcher ends one after 30 s); after it another process may try. */
const LEASE_SECONDS = 120;
/** Read side by side by one process. */
const AT_ONCE = 8;

/** One round: claims due calendars and reads them. @returns how many were read; call again while it is not 0. */
export async function syncDue(deps: SyncDeps): Promise<number> {
  const claimed = await claimCalendars(deps.db.sql, { now: deps.clock(), leaseSeconds: LEASE_SECONDS, most: AT_ONCE });
  await Promise.all(
    claimed.map(async ({ practiceId, calendarId }) => {
      try {
        await syncCalendar(deps, practiceId, calendarId, deps.clock());
      } catch (error) {
        // The lease runs out and the calendar is tried again; one that breaks must not stop the others.
        deps.log.error('calendar.sync-failed', { calendar: calendarId, error: String(error) });
      }
    }),
  );
  return claimed.length;
}
