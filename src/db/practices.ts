/** Rows of `practices` and the installation's one row: who the tenant is and how its online booking is set. */
import type { Instant, Minutes, Plan, PracticeId, Settings } from '../domain/types.ts';
import type { Sql, Tx } from './database.ts';
import { toDate } from './times.ts';

/** A practice as its staff see it. What patients may see of it is another type (actions/public-page.ts). */
export type Practice = {
  readonly id: PracticeId;
  readonly slug: string;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly plan: Plan;
  readonly patientWord: 'patient' | 'client';
  readonly policyText: string;
  readonly pageNotice: string;
  readonly settings: Settings;
  readonly firstAvailable: boolean;
  readonly askNote: boolean;
  /** How often a calendar feed is read. */
  readonly feedInterval: Minutes;
  /** A blocking calendar that was read longer ago is read once more before a booking is confirmed. */
  readonly liveRead: Minutes;
  /** How long before the start the reminder goes out; undefined: no reminder. */
  readonly reminder: Minutes | undefined;
  /** Staff get in with a passkey only. */
  readonly requirePasskey: boolean;
  /** Assistants may reserve time for every practitioner. */
  readonly assistantsReserve: boolean;
  /** Origins of the websites that may show the booking page in a frame. */
  readonly embedOrigins: readonly string[];
};

export type NewPractice = Pick<Practice, 'id' | 'slug' | 'name' | 'phone' | 'email'> & { readonly createdAt: Instant };

/** Column values to change; a column that is left out stays. */
export type PracticePatch = Partial<{
  name: string;
  phone: string;
  email: string;
  patient_word: 'patient' | 'client';
  policy_text: string;
  page_notice: string;
  plan: Plan;
  allow_online_booking: boolean;
  allow_online_changes: boolean;
  cutoff_amount: number;
  cutoff_unit: Settings['cutoff']['unit'];
  horizon_days: number;
  hold_minutes: Minutes;
  closing_limit_minutes: Minutes;
  live_read_minutes: Minutes;
  feed_interval_minutes: Minutes;
  stale_booking: Settings['staleBooking'];
  first_available: boolean;
  ask_note: boolean;
  reminder_minutes: Minutes | null;
  require_passkey: boolean;
  assistants_reserve: boolean;
}>;

type Row = {
  practiceId: PracticeId;
  slug: string;
  name: string;
  phone: string;
  email: string;
  plan: Plan;
  patientWord: 'patient' | 'client';
  policyText: string;
  pageNotice: string;
  allowOnlineBooking: boolean;
  allowOnlineChanges: boolean;
  cutoffAmount: number;
  cutoffUnit: Settings['cutoff']['unit'];
  horizonDays: number;
  holdMinutes: number;
  closingLimitMinutes: number;
  staleBooking: Settings['staleBooking'];
  firstAvailable: boolean;
  askNote: boolean;
  feedIntervalMinutes: number;
  liveReadMinutes: number;
  reminderMinutes: number | null;
  requirePasskey: boolean;
  assistantsReserve: boolean;
  embedOrigins: string[] | null;
};

/** The practice of the transaction; undefined when its rows are gone. */
export async function loadPractice(tx: Tx): Promise<Practice | undefined> {
  const [row] = await tx<Row[]>`
    select practice_id as "practiceId", slug, name, phone, email, plan, patient_word as "patientWord",
      policy_text as "policyText", page_notice as "pageNotice", allow_online_booking as "allowOnlineBooking",
      allow_online_changes as "allowOnlineChanges", cutoff_amount as "cutoffAmount", cutoff_unit as "cutoffUnit",
      horizon_days as "horizonDays", hold_minutes as "holdMinutes", closing_limit_minutes as "closingLimitMinutes",
      stale_booking as "staleBooking", first_available as "firstAvailable", ask_note as "askNote",
      feed_interval_minutes as "feedIntervalMinutes",
      live_read_minutes as "liveReadMinutes", reminder_minutes as "reminderMinutes",
      require_passkey as "requirePasskey", assistants_reserve as "assistantsReserve",
      embed_origins_of_slug(slug) as "embedOrigins"
    from practices where practice_id = current_practice()`;
  return row && practiceOf(row);
}

function practiceOf(row: Row): Practice {
  return {
    id: row.practiceId,
    slug: row.slug,
    name: row.name,
    phone: row.phone,
    email: row.email,
    plan: row.plan,
    patientWord: row.patientWord,
    policyText: row.policyText,
    pageNotice: row.pageNotice,
    settings: {
      allowOnlineBooking: row.allowOnlineBooking,
      allowOnlineChanges: row.allowOnlineChanges,
      cutoff: { amount: row.cutoffAmount, unit: row.cutoffUnit },
      horizonDays: row.horizonDays,
      holdLength: row.holdMinutes,
      closingLimit: row.closingLimitMinutes,
      staleBooking: row.staleBooking,
    },
    firstAvailable: row.firstAvailable,
    askNote: row.askNote,
    feedInterval: row.feedIntervalMinutes,
    liveRead: row.liveReadMinutes,
    reminder: row.reminderMinutes ?? undefined,
    requirePasskey: row.requirePasskey,
    assistantsReserve: row.assistantsReserve,
    embedOrigins: row.embedOrigins ?? [],
  };
}

/** Makes the practice of the transaction and routes its slug; a slug that is taken breaks the primary key of the routes. */
export async function insertPractice(tx: Tx, practice: NewPractice): Promise<void> {
  await tx`select route_slug(${practice.slug}, ${practice.id})`;
  await tx`
    insert into practices (practice_id, slug, name, phone, email, created_at)
    values (${practice.id}, ${practice.slug}, ${practice.name}, ${practice.phone}, ${practice.email}, ${toDate(practice.createdAt)})`;
}

export async function updatePractice(tx: Tx, patch: PracticePatch): Promise<void> {
  if (Object.keys(patch).length === 0) return;
  await tx`update practices set ${tx(patch)} where practice_id = current_practice()`;
}

/** Reads the plan under a lock, so that a change of settings and a change of the plan do not pass each other. */
export async function lockPlan(tx: Tx): Promise<Plan | undefined> {
  const [row] = await tx<
    { plan: Plan }[]
  >`select plan from practices where practice_id = current_practice() for update`;
  return row?.plan;
}

export async function practiceOfSlug(sql: Sql, slug: string): Promise<PracticeId | undefined> {
  const [row] = await sql<{ id: PracticeId | null }[]>`select practice_of_slug(${slug}) as id`;
  return row?.id ?? undefined;
}

export async function practiceIds(sql: Sql): Promise<PracticeId[]> {
  return (await sql<{ id: PracticeId }[]>`select practice_ids() as id`).map((row) => row.id);
}
