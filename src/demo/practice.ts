/** The sample practice of the demo: two practitioners, three types, weekly hours. Made once; what is there already stays. */
import type { Context as Acting } from '../actions/context.ts';
import { listOpenings, saveOpening } from '../actions/openings.ts';
import { changePractice, changeSettings } from '../actions/practice.ts';
import { addPractitioner, listPractitioners } from '../actions/practitioners.ts';
import { finishSetup, setUpPractice } from '../actions/setup.ts';
import { listTypes, saveType, type TypeInput } from '../actions/types.ts';
import { practiceOfSlug } from '../db/practices.ts';
import type { PractitionerRecord } from '../db/practitioners.ts';
import type { Deps } from '../deps.ts';
import { localDate } from '../domain/zone.ts';
import type { Outcome, PractitionerId } from '../domain/types.ts';
import { weeklyOpenings, type WeeklyHours } from '../http/setup-forms.ts';
import { DEMO_ZONE } from './feeds.ts';

export const DEMO_SLUG = 'riverside';
export const DEMO_OWNER = 'maya@riverside.example';

/** The practice with everything in it that does not depend on the day. */
export async function samplePractice(
  deps: Deps,
): Promise<{ ctx: Acting; maya: PractitionerRecord; sam: PractitionerRecord }> {
  const ctx = await contextOf(deps);
  const [maya, sam] = await practitioners(ctx);
  if ((await listTypes(ctx)).length === 0) await addTypes(ctx, maya.id);
  if ((await listOpenings(ctx)).length === 0) await addHours(ctx, maya, sam);
  await finishSetup(deps);
  return { ctx, maya, sam };
}

async function contextOf(deps: Deps): Promise<Acting> {
  const known = await practiceOfSlug(deps.db.sql, DEMO_SLUG);
  const practiceId = known ?? (await make(deps));
  const { db, keys, newId } = deps;
  const ctx: Acting = { db, keys, newId, practiceId, actor: { kind: 'system' }, now: deps.clock() };
  if (known === undefined) await addSettings(ctx);
  return ctx;
}

async function make(deps: Deps) {
  const { practiceId } = await setUpPractice(deps, {
    practice: {
      name: 'Riverside Practice',
      phone: '+1 212 555 0142',
      email: 'office@riverside.example',
      slug: DEMO_SLUG,
    },
    practitioner: { name: 'Dr. Maya Lindqvist', zone: DEMO_ZONE, email: DEMO_OWNER },
    owner: { email: DEMO_OWNER },
  });
  return practiceId;
}

async function addSettings(ctx: Acting): Promise<void> {
  const policyText =
    'Please cancel or move an appointment at least 24 hours before it begins.\nLate cancellations may be charged. Call us if something came up.';
  await changePractice(ctx, { policyText });
  const pageNotice = 'This page is not monitored. In an emergency call 911.';
  await changeSettings(ctx, { cutoff: { amount: 2, unit: 'hours' }, firstAvailable: true, askNote: true, pageNotice });
}

async function practitioners(ctx: Acting): Promise<readonly [PractitionerRecord, PractitionerRecord]> {
  const [maya, sam] = await listPractitioners(ctx);
  if (!maya) throw new Error('The demo practice has no practitioner. Remove the demo’s data folder and start again.');
  return [
    maya,
    sam ?? made(await addPractitioner(ctx, { name: 'Sam Okafor', zone: DEMO_ZONE, email: 'sam@riverside.example' })),
  ];
}

async function addTypes(ctx: Acting, maya: PractitionerId): Promise<void> {
  const common = { state: 'listed', audience: 'everyone', startRule: { kind: 'packed' }, note: '' } as const;
  const types: TypeInput[] = [
    {
      ...common,
      name: 'First visit',
      length: 50,
      padding: 10,
      location: { kind: 'address', text: '12 Riverside Walk, second floor\nNew York, NY 10024' },
      note: 'Bring your insurance card, and a list of what you take.',
      offeredBy: [maya],
    },
    {
      ...common,
      name: 'Follow-up',
      length: 25,
      padding: 5,
      location: { kind: 'video', text: 'https://meet.riverside.example/room' },
      offeredBy: 'all',
    },
    {
      ...common,
      name: 'Phone check-in',
      length: 15,
      padding: 0,
      startRule: { kind: 'every', minutes: 30 },
      location: { kind: 'phone', text: 'We call the number that you give.' },
      offeredBy: 'all',
    },
  ];
  for (const type of types) made(await saveType(ctx, type));
}

async function addHours(ctx: Acting, maya: PractitionerRecord, sam: PractitionerRecord): Promise<void> {
  const on = (days: readonly WeeklyHours['day'][], from: string, to: string) => days.map((day) => ({ day, from, to }));
  const hours = [
    { whose: maya, weekly: on(['MO', 'TU', 'WE', 'TH', 'FR'], '09:00', '17:00') },
    { whose: sam, weekly: [...on(['TU', 'WE', 'TH'], '10:00', '18:00'), ...on(['FR', 'SA'], '09:00', '13:00')] },
  ];
  for (const { whose, weekly } of hours) {
    for (const opening of weeklyOpenings(weekly, localDate(ctx.now, DEMO_ZONE))) {
      made(await saveOpening(ctx, { ...opening, practitionerId: whose.id, types: 'all' }));
    }
  }
}

/** What the demo does is always right; when it is not, it must not go on. */
export function made<Value>(outcome: Outcome<Value, unknown>): Value {
  if (outcome.ok) return outcome.value;
  throw new Error(`The demo could not be filled in: ${JSON.stringify(outcome.refusal)}`);
}
