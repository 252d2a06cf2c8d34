/** What set-up has saved so far: the one practice of a new installation, as its pages show it again. */
import type { Context as Acting } from '../actions/context.ts';
import { listCalendars } from '../actions/connections.ts';
import { listOpenings } from '../actions/openings.ts';
import { readPractice } from '../actions/practice.ts';
import { listPractitioners } from '../actions/practitioners.ts';
import { listTypes } from '../actions/types.ts';
import type { CalendarStatus } from '../db/calendars.ts';
import { loadInstallation } from '../db/installation.ts';
import type { OpeningRecord } from '../db/openings.ts';
import { practiceIds, type Practice } from '../db/practices.ts';
import type { PractitionerRecord } from '../db/practitioners.ts';
import type { Deps } from '../deps.ts';
import type { AppointmentType } from '../domain/types.ts';

export type SetupState = {
  readonly ctx: Acting;
  readonly practice: Practice;
  readonly practitioner: PractitionerRecord;
  readonly types: readonly AppointmentType[];
  readonly openings: readonly OpeningRecord[];
  readonly calendars: readonly CalendarStatus[];
  /** A mail server was kept by these pages. */
  readonly mailKept: boolean;
};

/** Undefined until step one made the practice. */
export async function setupState(deps: Deps): Promise<SetupState | undefined> {
  const [practiceId] = await practiceIds(deps.db.sql);
  if (practiceId === undefined) return undefined;
  const { db, keys, newId } = deps;
  const ctx: Acting = { db, keys, newId, practiceId, actor: { kind: 'system' }, now: deps.clock() };
  const [practice, practitioners, types, openings, calendars, installation] = await Promise.all([
    readPractice(ctx),
    listPractitioners(ctx),
    listTypes(ctx),
    listOpenings(ctx),
    listCalendars(ctx),
    loadInstallation(db.sql),
  ]);
  const [practitioner] = practitioners;
  if (!practitioner) throw new Error(`Practice ${practiceId} has no practitioner. Add one with: npm run cli -- setup`);
  const own = <Row extends { practitionerId: string }>(rows: readonly Row[]) =>
    rows.filter((row) => row.practitionerId === practitioner.id);
  const mailKept = installation.smtpUrlSealed !== undefined;
  return { ctx, practice, practitioner, types, openings: own(openings), calendars: own(calendars), mailKept };
}
