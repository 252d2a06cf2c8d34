/** Before a booking: calendars that were not read for some time are looked at once more, outside of any transaction. */
import { calendarsToFreshen } from '../db/search.ts';
import type { CalendarId, PractitionerId } from '../domain/types.ts';
import type { Context } from './context.ts';

/** Reads these calendars now, with its own time limit; false when not all could be read. What it read is in the database. */
export type LiveRead = (calendarIds: readonly CalendarId[]) => Promise<boolean>;

/** Calendars of the practitioner that are too old to book on (failures A15). */
export async function needsLiveRead(
  ctx: Context,
  asked: { readonly practitionerId: PractitionerId },
): Promise<CalendarId[]> {
  return ctx.db.tenant(ctx.practiceId, (tx) => calendarsToFreshen(tx, asked.practitionerId, ctx.now));
}

/** Whether it worked is seen in the rows that the booking then loads: the decision has one place. */
export async function freshen(ctx: Context, practitionerId: PractitionerId, liveRead: LiveRead): Promise<void> {
  const calendarIds = await needsLiveRead(ctx, { practitionerId });
  if (calendarIds.length > 0) await liveRead(calendarIds);
}
