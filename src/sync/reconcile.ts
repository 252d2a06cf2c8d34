/** Once a day: what we believe to stand in a calendar is looked up there, and what should stand there and does not is written. */
import { calendarReconciled } from '../db/readings.ts';
import { believedIn, enqueueEvents, missingIn } from '../db/written.ts';
import { loadAppointment } from '../db/appointments.ts';
import { HOUR } from '../domain/interval.ts';
import type { Instant } from '../domain/types.ts';
import { lookUp, type ReadCalendar } from './own-events.ts';
import type { SyncDeps } from './read.ts';

/** A little less than a day, so that it does not drift through the day. */
const AGAIN = 23 * HOUR;
/** Looked up in one go; a calendar with more takes several days' turns. */
const MOST = 200;

export function isReconcileDue(last: Instant | undefined, now: Instant): boolean {
  return last === undefined || now - last >= AGAIN;
}

/** Mends by the same jobs and questions as everything else; what it found is logged by count. */
export async function reconcile(deps: SyncDeps, calendar: ReadCalendar): Promise<void> {
  const { practiceId, calendarId } = calendar;
  const now = deps.clock();
  const { believed, missing } = await deps.db.tenant(practiceId, async (tx) => {
    const rows = await missingIn(tx, calendarId, now);
    for (const { appointmentId } of rows) {
      const appointment = await loadAppointment(tx, appointmentId);
      if (appointment) await enqueueEvents(tx, appointment, now, { occasion: `reconcile/${now}` });
    }
    await calendarReconciled(tx, calendarId, now);
    return { believed: await believedIn(tx, calendarId, now), missing: rows.length };
  });
  await lookUp(deps, calendar, believed.slice(0, MOST));
  if (believed.length > 0 || missing > 0)
    deps.log.info('calendar.reconciled', { calendar: calendarId, believed: believed.length, missing });
}
