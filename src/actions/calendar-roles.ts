/** What one calendar that is known already is for: nothing is asked of its provider. */
import { calendarStatuses, type CalendarStatus } from '../db/calendars.ts';
import { calendarsOfConnection, saveRoles } from '../db/connected.ts';
import { loadPractitioners, raiseRevision } from '../db/practitioners.ts';
import type { CalendarRoles } from '../domain/connected.ts';
import type { CalendarId, Outcome, PractitionerId } from '../domain/types.ts';
import type { Context } from './context.ts';
import { NOT_FOUND, type NotFound } from './refused.ts';
import { writeAudit } from './write-audit.ts';

export type RolesChange = Partial<Pick<CalendarRoles, 'blocks' | 'definesOpenings'>>;

/** It is read anew at once; what is left out stays. */
export async function changeCalendar(
  ctx: Context,
  id: CalendarId,
  change: RolesChange,
): Promise<Outcome<CalendarStatus, NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const before = (await calendarStatuses(tx)).find(({ calendarId }) => calendarId === id);
    if (!before) return NOT_FOUND;
    const { connectionId, practitionerId } = before;
    const roles = (await calendarsOfConnection(tx, connectionId)).find((one) => one.id === id);
    if (!roles) return NOT_FOUND;
    await saveRoles(tx, { connectionId, practitionerId, newId: id, now: ctx.now }, { ...roles, ...change });
    await raiseRevision(tx, practitionerId);
    const subject = ['connection', connectionId] as const;
    await writeAudit(ctx, tx, { action: 'connection.calendars-chosen', subject });
    const after = (await calendarStatuses(tx)).find(({ calendarId }) => calendarId === id);
    return after ? { ok: true, value: after } : NOT_FOUND;
  });
}

/** May some event of the practitioner's, or of anybody's, open time? */
export async function drawsOpenings(ctx: Context, practitionerId?: PractitionerId): Promise<boolean> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const [practitioners, calendars] = await Promise.all([
      loadPractitioners(tx, practitionerId),
      calendarStatuses(tx, practitionerId),
    ]);
    const titled = new Set(practitioners.filter(({ openingTitle }) => openingTitle !== '').map(({ id }) => id));
    return calendars.some((calendar) => calendar.definesOpenings || titled.has(calendar.practitionerId));
  });
}
