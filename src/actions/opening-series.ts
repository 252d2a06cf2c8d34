/** Changes of repeating openings as far as they are meant to reach: this occurrence, this and all that follow, or all. */
import type { Tx } from '../db/database.ts';
import { deleteOpening, lockOpening, type OpeningRecord } from '../db/openings.ts';
import { loadPractitioner, raiseRevision } from '../db/practitioners.ts';
import { reviseOpening, withdrawOpening, type OpeningRevision, type Reach } from '../domain/opening-change.ts';
import { withLocalUntil } from '../domain/opening-days.ts';
import { occurrencesIn, type Occurrence } from '../domain/occurrences.ts';
import type { Interval, OpeningId, Outcome, PractitionerId } from '../domain/types.ts';
import type { Context } from './context.ts';
import { listOpenings, store, strangeType, wrong } from './openings.ts';
import { readPractitioner } from './practitioners.ts';
import { invalid, NOT_FOUND, type Invalid, type NotFound } from './refused.ts';
import { writeAudit } from './write-audit.ts';

/** Occurrences of one practitioner's openings that meet a window. */
export async function listOccurrences(
  ctx: Context,
  { practitionerId, window }: { readonly practitionerId: PractitionerId; readonly window: Interval },
): Promise<Outcome<Occurrence[], NotFound>> {
  const practitioner = await readPractitioner(ctx, practitionerId);
  if (!practitioner.ok) return practitioner;
  const openings = await listOpenings(ctx, practitionerId);
  return { ok: true, value: occurrencesIn(openings, { zone: practitioner.value.zone, window }) };
}

/** The openings that it has become, at most two: those before the change, and those that it made. */
export async function changeOpening(
  ctx: Context,
  id: OpeningId,
  revision: OpeningRevision,
): Promise<Outcome<readonly OpeningRecord[], NotFound | Invalid>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const opening = await lockOpening(tx, id);
    if (!opening) return NOT_FOUND;
    const strange = await strangeType(tx, revision.types ?? 'all');
    if (strange !== undefined) return invalid('types', `There is no appointment type ${strange} in this practice.`);
    const newId = ctx.newId() as OpeningId; // a new id gets its brand here
    const decided = reviseOpening(opening, await inLocalTime(tx, revision, opening.practitionerId), newId);
    if (!decided.ok) return wrong(decided.refusal);
    const records = decided.value.map((each) => ({ ...each, practitionerId: opening.practitionerId }));
    for (const record of records) {
      await store(ctx, tx, record, record.id === id ? `opening.${REACHED[revision.scope]}` : 'opening.added');
    }
    return { ok: true, value: records };
  });
}

/** What is left of the opening; undefined: nothing. Appointments in it stay. */
export async function withdrawTime(
  ctx: Context,
  id: OpeningId,
  reach: Reach,
): Promise<Outcome<OpeningRecord | undefined, NotFound | Invalid>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const opening = await lockOpening(tx, id);
    if (!opening) return NOT_FOUND;
    const left = withdrawOpening(opening, reach);
    if (!left.ok) return wrong(left.refusal);
    const { practitionerId } = opening;
    if (left.value) return store(ctx, tx, { ...left.value, practitionerId }, `opening.${REACHED[reach.scope]}`);
    await deleteOpening(tx, id);
    await raiseRevision(tx, practitionerId);
    await writeAudit(ctx, tx, { action: 'opening.removed', subject: ['opening', id] });
    return { ok: true, value: undefined };
  });
}

const REACHED = { one: 'occurrence-changed', following: 'split', all: 'changed' } as const;

async function inLocalTime(tx: Tx, revision: OpeningRevision, id: PractitionerId): Promise<OpeningRevision> {
  if (typeof revision.rule !== 'string') return revision;
  const practitioner = await loadPractitioner(tx, id);
  return { ...revision, rule: withLocalUntil(revision.rule, practitioner?.zone ?? 'UTC') };
}
