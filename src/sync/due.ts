/** Reads the calendars that are due. Each is leased, so any number of processes may run this at once. */
import { claimCalendars, renewLeases, type DueCalendar } from '../db/due.ts';
import { workOff, type WorkLimits } from './work-off.ts';
import { syncCalendar, type SyncDeps } from './read.ts';

/** Longer than most readings; whose takes longer renews it. After it another process may try. */
const LEASE_SECONDS = 120;
/** Read side by side by one process, beside those whose server does not answer. */
const AT_ONCE = 8;

/** Reads until nothing is due. @returns how many were read. */
export async function syncDue(deps: SyncDeps, limits: Partial<WorkLimits> = {}): Promise<number> {
  const { sql } = deps.db;
  const due = {
    claim: (most: number) => claimCalendars(sql, { now: deps.clock(), leaseSeconds: LEASE_SECONDS, most }),
    work: (calendar: DueCalendar) => read(deps, calendar),
    renew: (calendars: readonly DueCalendar[]) =>
      renewLeases(sql, calendars, { now: deps.clock(), leaseSeconds: LEASE_SECONDS }),
  };
  return workOff(due, { atOnce: AT_ONCE, ...limits });
}

async function read(deps: SyncDeps, { practiceId, calendarId }: DueCalendar): Promise<void> {
  try {
    await syncCalendar(deps, practiceId, calendarId, deps.clock());
  } catch (error) {
    // The lease runs out and the calendar is tried again; one that breaks must not stop the others.
    deps.log.error('calendar.sync-failed', { calendar: calendarId, error: String(error) });
  }
}
