/** Appointment types: what can be booked, for how long, and with whom. */
import { lockPlan } from '../db/practices.ts';
import { loadPractitioners, raiseRevision } from '../db/practitioners.ts';
import { loadType, loadTypes, orderTypes, upsertType } from '../db/types.ts';
import { nextColour } from '../domain/colours.ts';
import type { AppointmentType, Outcome, TypeId } from '../domain/types.ts';
import type { Context } from './context.ts';
import { invalid, NOT_FOUND, type Invalid, type NotFound } from './refused.ts';
import { writeAudit } from './write-audit.ts';

/** A type to save: with an id it replaces that one, without it is new. Appointments keep what they were booked with. */
export type TypeInput = Omit<AppointmentType, 'id' | 'colour'> & {
  readonly id?: TypeId;
  /** Left out: as it was; a new type gets one that is used least. */
  readonly colour?: AppointmentType['colour'];
};

/** In their order, hidden and archived ones too. */
export async function listTypes(ctx: Context): Promise<AppointmentType[]> {
  return ctx.db.tenant(ctx.practiceId, (tx) => loadTypes(tx));
}

export async function readType(ctx: Context, id: TypeId): Promise<Outcome<AppointmentType, NotFound>> {
  const type = await ctx.db.tenant(ctx.practiceId, (tx) => loadType(tx, id));
  return type ? { ok: true, value: type } : NOT_FOUND;
}

export async function saveType(ctx: Context, input: TypeInput): Promise<Outcome<AppointmentType, NotFound | Invalid>> {
  const id = input.id ?? (ctx.newId() as TypeId); // a new id gets its brand here
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    await lockPlan(tx); // changes of types go one after the other: each gets its place in the order
    const types = await loadTypes(tx);
    const before = types.find((type) => type.id === input.id);
    if (input.id !== undefined && !before) return NOT_FOUND;
    if (input.offeredBy !== 'all') {
      const known = new Set((await loadPractitioners(tx)).map((practitioner) => practitioner.id));
      const stranger = input.offeredBy.find((practitionerId) => !known.has(practitionerId));
      if (stranger !== undefined) return invalid('offeredBy', `There is no practitioner ${stranger} in this practice.`);
    }
    const colour = input.colour ?? before?.colour ?? nextColour(types.map((type) => type.colour));
    await upsertType(tx, { ...input, id, colour });
    await raiseRevision(tx, 'all');
    const action = input.id === undefined ? 'type.added' : 'type.changed';
    await writeAudit(ctx, tx, { action, subject: ['appointment-type', id] });
    return { ok: true, value: (await loadType(tx, id))! }; // saved above
  });
}

/** Types not named follow in the order they had. */
export async function reorderTypes(ctx: Context, order: readonly TypeId[]): Promise<AppointmentType[]> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    await orderTypes(tx, order);
    await writeAudit(ctx, tx, { action: 'types.ordered', subject: ['practice', ctx.practiceId] });
    return loadTypes(tx);
  });
}
