/** Whose time is booked: adding practitioners and changing them. */
import { forgetTitled } from '../db/calendar-times.ts';
import { lockPlan } from '../db/practices.ts';
import {
  insertPractitioner,
  loadPractitioner,
  loadPractitioners,
  raiseRevision,
  slugsOfPractitioners,
  updatePractitioner,
  type PractitionerRecord,
} from '../db/practitioners.ts';
import type { Outcome, PractitionerId, Zone } from '../domain/types.ts';
import type { Context } from './context.ts';
import { makeFirstFeeds } from './feeds.ts';
import { invalid, NOT_FOUND, refuse, type Invalid, type NotFound, type NotPremium } from './refused.ts';
import { nthSlug, slugOf } from './slug.ts';
import { writeAudit } from './write-audit.ts';

export type PractitionerInput = {
  readonly name: string;
  readonly zone: Zone;
  /** External address for "notify me when an appointment is booked". */
  readonly email?: string;
  readonly slug?: string;
};

/** What is left out stays. */
export type PractitionerChange = {
  readonly name?: string;
  readonly zone?: Zone;
  readonly email?: string;
  readonly slug?: string;
  readonly active?: boolean;
  readonly position?: number;
  /** An online-booking setting: premium only. */
  readonly notifyBooked?: boolean;
  /** Most appointments a day, null for no limit. An online-booking setting: premium only. */
  readonly dailyLimit?: number | null;
  readonly whenChangedOutside?: PractitionerRecord['whenChangedOutside'];
  /** Empty: no title opens time. */
  readonly openingTitle?: string;
};

export async function listPractitioners(ctx: Context): Promise<PractitionerRecord[]> {
  return ctx.db.tenant(ctx.practiceId, (tx) => loadPractitioners(tx));
}

export async function readPractitioner(
  ctx: Context,
  id: PractitionerId,
): Promise<Outcome<PractitionerRecord, NotFound>> {
  const practitioner = await ctx.db.tenant(ctx.practiceId, (tx) => loadPractitioner(tx, id));
  return practitioner ? { ok: true, value: practitioner } : NOT_FOUND;
}

/** With feeds from the first moment. A name that another one has gets a booking link of its own. */
export async function addPractitioner(
  ctx: Context,
  input: PractitionerInput,
): Promise<Outcome<PractitionerRecord, Invalid>> {
  const id = ctx.newId() as PractitionerId; // a new id gets its brand here
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    await lockPlan(tx); // two that are added at once take their links one after the other
    const taken = await slugsOfPractitioners(tx);
    if (input.slug !== undefined && taken.has(input.slug)) return slugTaken(input.slug);
    const slug = input.slug ?? freeSlug(slugOf(input.name, 'practitioner'), taken);
    await insertPractitioner(tx, { id, slug, name: input.name, zone: input.zone, email: input.email ?? '' });
    await makeFirstFeeds(ctx, tx, id);
    await writeAudit(ctx, tx, { action: 'practitioner.added', subject: ['practitioner', id] });
    return { ok: true, value: (await loadPractitioner(tx, id))! }; // inserted above
  });
}

/** A new zone moves openings with it, since they are local times; appointments keep their instants. */
export async function changePractitioner(
  ctx: Context,
  id: PractitionerId,
  change: PractitionerChange,
): Promise<Outcome<PractitionerRecord, NotFound | NotPremium | Invalid>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const patch = patchOf(change);
    const plan = await lockPlan(tx);
    const before = await loadPractitioner(tx, id);
    if (!before) return NOT_FOUND;
    if (plan !== 'premium' && changesSettings(before, change)) return refuse({ code: 'not-premium' });
    if (change.slug !== undefined && change.slug !== before.slug && (await slugsOfPractitioners(tx)).has(change.slug)) {
      return slugTaken(change.slug);
    }
    // Before the practitioner's own row is locked: a reading locks its calendar first, too.
    if (patch['opening_title'] !== undefined && patch['opening_title'] !== before.openingTitle)
      await forgetTitled(tx, id, ctx.now);
    await updatePractitioner(tx, id, patch);
    await raiseRevision(tx, id);
    const details = { fields: Object.keys(change).join(' ') };
    await writeAudit(ctx, tx, { action: 'practitioner.changed', subject: ['practitioner', id], details });
    return { ok: true, value: (await loadPractitioner(tx, id))! }; // locked with the practice, so still there
  });
}

/** Saying again what already holds changes nothing and is allowed on every plan. */
function changesSettings(before: PractitionerRecord, change: PractitionerChange): boolean {
  const notify = change.notifyBooked !== undefined && change.notifyBooked !== before.notifyBooked;
  const limit = change.dailyLimit !== undefined && (change.dailyLimit ?? undefined) !== before.dailyLimit;
  return notify || limit;
}

function patchOf(change: PractitionerChange) {
  const { notifyBooked, dailyLimit, whenChangedOutside, openingTitle, name, zone, email, slug, active, position } =
    change;
  const patch = {
    name,
    zone,
    email,
    slug,
    active,
    position,
    notify_booked: notifyBooked,
    daily_limit: dailyLimit,
    when_changed_outside: whenChangedOutside,
    opening_title: openingTitle?.trim(),
  };
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}

function freeSlug(wanted: string, taken: ReadonlySet<string>): string {
  let nth = 1;
  while (taken.has(nthSlug(wanted, nth))) nth++;
  return nthSlug(wanted, nth);
}

function slugTaken(slug: string) {
  return invalid('slug', `Another practitioner has the booking link "${slug}". Choose another one.`);
}
