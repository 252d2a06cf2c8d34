/** Openings: time that a practitioner reserves for online booking, its repetitions, and single occurrences of them. */
import { deleteOpening, loadOpenings, lockOpening, upsertOpening, type OpeningRecord } from '../db/openings.ts';
import type { Tx } from '../db/database.ts';
import { loadPractitioner, raiseRevision } from '../db/practitioners.ts';
import { loadTypes } from '../db/types.ts';
import type { RevisionProblem } from '../domain/opening-change.ts';
import { checkOpening } from '../domain/openings.ts';
import { lastDayOf, occursAt, withLocalUntil } from '../domain/opening-days.ts';
import type { LocalDateTime, OpeningException, OpeningId, Outcome, PractitionerId, TypeId } from '../domain/types.ts';
import type { Context } from './context.ts';
import { invalid, NOT_FOUND, type Invalid, type NotFound } from './refused.ts';
import { writeAudit } from './write-audit.ts';

/** An opening to save: with an id it replaces that one, keeping exceptions of occurrences that the rule still gives. */
export type OpeningInput = {
  readonly id?: OpeningId;
  readonly practitionerId: PractitionerId;
  readonly start: LocalDateTime;
  readonly end: LocalDateTime;
  /** RRULE value; an UNTIL in UTC is turned into the practitioner's local time. */
  readonly rule?: string;
  readonly types: 'all' | readonly TypeId[];
};

type Saved = Outcome<OpeningRecord, NotFound | Invalid>;

export async function listOpenings(ctx: Context, practitionerId?: PractitionerId): Promise<OpeningRecord[]> {
  return ctx.db.tenant(ctx.practiceId, (tx) => loadOpenings(tx, practitionerId));
}

export async function readOpening(ctx: Context, id: OpeningId): Promise<Outcome<OpeningRecord, NotFound>> {
  const opening = await ctx.db.tenant(ctx.practiceId, (tx) => lockOpening(tx, id));
  return opening ? { ok: true, value: opening } : NOT_FOUND;
}

export async function saveOpening(ctx: Context, input: OpeningInput): Promise<Saved> {
  const id = input.id ?? (ctx.newId() as OpeningId); // a new id gets its brand here
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const before = input.id === undefined ? undefined : await lockOpening(tx, input.id);
    if (input.id !== undefined && !before) return NOT_FOUND;
    const practitioner = await loadPractitioner(tx, input.practitionerId);
    if (!practitioner)
      return invalid('practitionerId', `There is no practitioner ${input.practitionerId} in this practice.`);
    const rule = input.rule === undefined ? undefined : withLocalUntil(input.rule, practitioner.zone);
    const checked = checkOpening({ ...input, rule });
    if (!checked.ok) return wrong(checked.refusal);
    const strange = await strangeType(tx, input.types);
    if (strange !== undefined) return invalid('types', `There is no appointment type ${strange} in this practice.`);
    const bare: OpeningRecord = { ...checked.value, id, exceptions: [] };
    const exceptions = (before?.exceptions ?? []).filter(({ occurrence }) => occursAt(bare, occurrence));
    if (before && before.practitionerId !== input.practitionerId) await raiseRevision(tx, before.practitionerId);
    return store(ctx, tx, { ...bare, exceptions }, input.id === undefined ? 'opening.added' : 'opening.changed');
  });
}

export async function removeOpening(ctx: Context, id: OpeningId): Promise<Outcome<null, NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const opening = await lockOpening(tx, id);
    if (!opening || !(await deleteOpening(tx, id))) return NOT_FOUND;
    await raiseRevision(tx, opening.practitionerId);
    await writeAudit(ctx, tx, { action: 'opening.removed', subject: ['opening', id] });
    return { ok: true, value: null };
  });
}

/** Takes one occurrence out; `occurrence` is the local start that the rule gives. */
export async function removeOccurrence(ctx: Context, id: OpeningId, occurrence: LocalDateTime): Promise<Saved> {
  return except(ctx, { id, occurrence }, { kind: 'removed', occurrence });
}

/** Gives one occurrence other times. */
export async function changeOccurrence(
  ctx: Context,
  id: OpeningId,
  change: { readonly occurrence: LocalDateTime; readonly start: LocalDateTime; readonly end: LocalDateTime },
): Promise<Saved> {
  const checked = checkOpening({ start: change.start, end: change.end, rule: undefined });
  if (!checked.ok) return wrong(checked.refusal);
  return except(ctx, { id, occurrence: change.occurrence }, { kind: 'changed', ...change });
}

/** The occurrence is again as the rule gives it. */
export async function restoreOccurrence(ctx: Context, id: OpeningId, occurrence: LocalDateTime): Promise<Saved> {
  return except(ctx, { id, occurrence }, undefined);
}

async function except(
  ctx: Context,
  { id, occurrence }: { id: OpeningId; occurrence: LocalDateTime },
  exception: OpeningException | undefined,
): Promise<Saved> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const opening = await lockOpening(tx, id);
    if (!opening) return NOT_FOUND;
    if (!occursAt(opening, occurrence)) {
      return wrong({ code: 'no-occurrence', occurrence });
    }
    const others = opening.exceptions.filter((other) => other.occurrence !== occurrence);
    const exceptions = exception === undefined ? others : [...others, exception];
    return store(ctx, tx, { ...opening, exceptions }, 'opening.occurrence-changed');
  });
}

/** Saves what was decided, raises the revision of its practitioner's slots, and writes it down. */
export async function store(ctx: Context, tx: Tx, opening: OpeningRecord, action: string): Promise<Saved> {
  await upsertOpening(tx, opening, lastDayOf(opening));
  await raiseRevision(tx, opening.practitionerId);
  await writeAudit(ctx, tx, { action, subject: ['opening', opening.id] });
  return { ok: true, value: opening };
}

/** The first of the types that is none of this practice. */
export async function strangeType(tx: Tx, types: OpeningInput['types']): Promise<TypeId | undefined> {
  if (types === 'all') return undefined;
  const known = new Set((await loadTypes(tx)).map((type) => type.id));
  return types.find((type) => !known.has(type));
}

/** The refusal in words, with the field that it is about. */
export function wrong(problem: RevisionProblem): { readonly ok: false; readonly refusal: Invalid } {
  switch (problem.code) {
    case 'start-unreadable':
      return invalid('start', 'This is not a date and time such as 2027-03-01T09:00.');
    case 'end-unreadable':
      return invalid('end', 'This is not a date and time such as 2027-03-01T17:00.');
    case 'end-not-after-start':
      return invalid('end', 'The opening must end after it starts.');
    case 'rule-unreadable':
      return invalid('rule', `This is not a recurrence rule that can be read: "${problem.part}".`);
    case 'rule-names-times':
      return invalid('start', 'Its rule names the days or times itself. Change the rule, or this occurrence only.');
    case 'no-occurrence':
      return invalid('occurrence', `The opening has no occurrence that starts at ${problem.occurrence}.`);
  }
}
