/** The practice's own things: how it is reached, its policy, its plan, and its online-booking settings. */
import { loadPractice, lockPlan, updatePractice, type Practice, type PracticePatch } from '../db/practices.ts';
import { raiseRevision } from '../db/practitioners.ts';
import type { Minutes, Outcome, Plan, Settings } from '../domain/types.ts';
import type { Context } from './context.ts';
import { NOT_FOUND, refuse, type NotFound, type NotPremium } from './refused.ts';
import { writeAudit } from './write-audit.ts';

/** What any plan may change. What is left out stays. */
export type PracticeChange = {
  readonly name?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly patientWord?: Practice['patientWord'];
  readonly policyText?: string;
  /** null: no reminder. */
  readonly reminder?: Minutes | null;
};

/** Online-booking settings, premium only. What is left out stays. */
export type SettingsChange = Partial<Settings> & {
  readonly firstAvailable?: boolean;
  readonly askNote?: boolean;
  readonly pageNotice?: string;
  readonly liveRead?: Minutes;
  readonly feedInterval?: Minutes;
};

export async function readPractice(ctx: Context): Promise<Practice> {
  const practice = await ctx.db.tenant(ctx.practiceId, loadPractice);
  if (!practice) throw new Error(`Practice ${ctx.practiceId} has a route but no row. Restore it from a backup.`);
  return practice;
}

export async function changePractice(ctx: Context, change: PracticeChange): Promise<Practice> {
  const { name, phone, email, patientWord, policyText, reminder } = change;
  const patch = given({
    name,
    phone,
    email,
    patient_word: patientWord,
    policy_text: policyText,
    reminder_minutes: reminder,
  });
  await ctx.db.tenant(ctx.practiceId, async (tx) => {
    await updatePractice(tx, patch);
    const details = { fields: Object.keys(patch).join(' ') };
    await writeAudit(ctx, tx, { action: 'practice.changed', subject: ['practice', ctx.practiceId], details });
  });
  return readPractice(ctx);
}

/** Refused as a whole on a plan that is not premium: every value stays as it is. */
export async function changeSettings(ctx: Context, change: SettingsChange): Promise<Outcome<Practice, NotPremium>> {
  const patch = given({
    allow_online_booking: change.allowOnlineBooking,
    allow_online_changes: change.allowOnlineChanges,
    cutoff_amount: change.cutoff?.amount,
    cutoff_unit: change.cutoff?.unit,
    horizon_days: change.horizonDays,
    hold_minutes: change.holdLength,
    closing_limit_minutes: change.closingLimit,
    live_read_minutes: change.liveRead,
    feed_interval_minutes: change.feedInterval,
    stale_booking: change.staleBooking,
    first_available: change.firstAvailable,
    ask_note: change.askNote,
    page_notice: change.pageNotice,
  });
  const allowed = await ctx.db.tenant(ctx.practiceId, async (tx) => {
    if ((await lockPlan(tx)) !== 'premium') return false;
    await updatePractice(tx, patch);
    await raiseRevision(tx, 'all');
    const details = { fields: Object.keys(patch).join(' ') };
    await writeAudit(ctx, tx, { action: 'settings.changed', subject: ['practice', ctx.practiceId], details });
    return true;
  });
  return allowed ? { ok: true, value: await readPractice(ctx) } : refuse({ code: 'not-premium' });
}

/** The operator's decision, made on the command line. Settings keep their values under either plan. */
export async function changePlan(ctx: Context, plan: Plan): Promise<Outcome<Practice, NotFound>> {
  const practice = await ctx.db.tenant(ctx.practiceId, async (tx) => {
    if ((await lockPlan(tx)) === undefined) return undefined;
    await updatePractice(tx, { plan });
    await writeAudit(ctx, tx, { action: 'plan.changed', subject: ['practice', ctx.practiceId], details: { plan } });
    return loadPractice(tx);
  });
  return practice ? { ok: true, value: practice } : NOT_FOUND;
}

/** Leaves out what was not given, so that those columns stay. */
function given(patch: PracticePatch): PracticePatch {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}
