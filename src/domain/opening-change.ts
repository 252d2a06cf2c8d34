/** Changes of repeating openings: of one occurrence, of it and all that follow, or of all. */

import { occursAt } from './opening-days.ts';
import { moveOpening, type MoveProblem } from './opening-move.ts';
import { checkOpening, type OpeningProblem } from './openings.ts';
import { splitOpening } from './opening-split.ts';
import type { LocalDateTime, Opening, OpeningException, OpeningId, Outcome } from './types.ts';
import { dateTime, wall } from './wall.ts';

/** How far a change of one occurrence reaches. */
export type Scope = 'one' | 'following' | 'all';

/** `occurrence`: the local start that the rule gives. */
export type Reach = { readonly occurrence: LocalDateTime; readonly scope: Scope };

/** What is left out stays. */
export type OpeningRevision = Reach & {
  /** New times of this occurrence, which the others follow as far as the scope reaches. */
  readonly times?: { readonly start: LocalDateTime; readonly end: LocalDateTime };
  /** RRULE value, null for once. One occurrence alone has none. */
  readonly rule?: string | null;
  readonly types?: Opening['types'];
};

export type RevisionProblem =
  | OpeningProblem
  | MoveProblem
  | { readonly code: 'no-occurrence'; readonly occurrence: LocalDateTime };

/** What the opening becomes. Those with its id replace it, others are new; there are at most two. */
export function reviseOpening(
  opening: Opening,
  revision: OpeningRevision,
  newId: OpeningId,
): Outcome<readonly Opening[], RevisionProblem> {
  const { occurrence, times } = revision;
  if (!occursAt(opening, occurrence)) return noOccurrence(occurrence);
  const checked = times && checkOpening({ ...times, rule: undefined });
  if (checked?.ok === false) return checked;
  const once = opening.rule === undefined;
  if (revision.scope === 'one' && !once) return { ok: true, value: reviseOne(opening, revision, newId) };
  if (revision.scope !== 'following') return asList(reviseAll(opening, revision));
  const split = splitOpening(opening, occurrence, newId);
  if (!split) return noOccurrence(occurrence);
  const following = reviseAll(split.following, revision);
  if (!following.ok) return following;
  return { ok: true, value: split.before ? [split.before, following.value] : [following.value] };
}

/** What is left of the opening without them; undefined: nothing. */
export function withdrawOpening(
  opening: Opening,
  { occurrence, scope }: Reach,
): Outcome<Opening | undefined, RevisionProblem> {
  if (!occursAt(opening, occurrence)) return noOccurrence(occurrence);
  if (scope === 'all' || opening.rule === undefined) return { ok: true, value: undefined };
  if (scope === 'one') return { ok: true, value: withException(opening, { kind: 'removed', occurrence }) };
  const split = splitOpening(opening, occurrence, opening.id);
  return split ? { ok: true, value: split.before } : noOccurrence(occurrence);
}

/** The opening with another word about one of its occurrences. */
export function withException(opening: Opening, exception: OpeningException): Opening {
  const others = opening.exceptions.filter(({ occurrence }) => occurrence !== exception.occurrence);
  return { ...opening, exceptions: [...others, exception] };
}

function reviseOne(opening: Opening, revision: OpeningRevision, newId: OpeningId): readonly Opening[] {
  const { occurrence, types = opening.types } = revision;
  const own = opening.exceptions.find((each) => each.occurrence === occurrence);
  const length = wall(opening.end) - wall(opening.start);
  const asRuled = { start: occurrence, end: dateTime(wall(occurrence) + length) };
  const times = revision.times ?? (own?.kind === 'changed' ? { start: own.start, end: own.end } : asRuled);
  if (sameTypes(types, opening.types)) return [withException(opening, { kind: 'changed', occurrence, ...times })];
  // An exception has no types of its own: the occurrence leaves the series.
  const alone: Opening = { id: newId, ...times, rule: undefined, exceptions: [], types };
  return [withException(opening, { kind: 'removed', occurrence }), alone];
}

function reviseAll(opening: Opening, revision: OpeningRevision): Outcome<Opening, RevisionProblem> {
  const { occurrence, times, rule, types = opening.types } = revision;
  // What was said of this occurrence alone gives way to what is now said of all.
  const others = opening.exceptions.filter((each) => each.occurrence !== occurrence);
  const moved = times ? moveOpening({ ...opening, exceptions: others }, { occurrence, ...times }) : undefined;
  if (moved?.ok === false) return moved;
  const placed = { ...(moved?.value ?? opening), types };
  if (rule === undefined) return { ok: true, value: placed };
  if (rule === null)
    return { ok: true, value: { ...placed, ...onceAt(opening, revision), rule: undefined, exceptions: [] } };
  const checked = checkOpening({ ...placed, rule });
  if (!checked.ok) return checked;
  const exceptions = placed.exceptions.filter((each) => occursAt(checked.value, each.occurrence));
  return { ok: true, value: { ...checked.value, exceptions } };
}

function onceAt(opening: Opening, { occurrence, times }: OpeningRevision) {
  return times ?? { start: occurrence, end: dateTime(wall(occurrence) + wall(opening.end) - wall(opening.start)) };
}

function sameTypes(a: Opening['types'], b: Opening['types']): boolean {
  return a === 'all' || b === 'all' ? a === b : a.length === b.length && a.every((type) => b.includes(type));
}

function noOccurrence(occurrence: LocalDateTime) {
  return { ok: false, refusal: { code: 'no-occurrence', occurrence } } as const;
}

function asList(outcome: Outcome<Opening, RevisionProblem>): Outcome<readonly Opening[], RevisionProblem> {
  return outcome.ok ? { ok: true, value: [outcome.value] } : outcome;
}
