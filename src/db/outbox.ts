/** What was decided and is still to be told: jobs of ids and times, put there in the transaction that decided. */
import type { Instant, PracticeId } from '../domain/types.ts';
import type { Sql, Tx } from './database.ts';
import { toDate, toInstant } from './times.ts';

export type JobKind = 'notice' | 'reminder' | 'my-appointments' | 'invitation' | CalendarJobKind;

/** An event that is written into a calendar, and mails about calendars to their practitioner. */
type CalendarJobKind =
  | 'calendar-event'
  | 'calendar-trouble'
  | 'account-trouble'
  | 'calendar-question'
  | 'away-question';

/** Nothing personal in any field: the table is read without a practice. */
export type NewJob = {
  readonly kind: JobKind;
  /** What the job must not overload: `mail`, or an account. */
  readonly lane: string;
  /** Jobs of one key run one after another (appointment and target). */
  readonly ordering: string;
  /** A second job of the same key is not added. */
  readonly dedupe: string;
  readonly subject: string;
  readonly payload: Readonly<Record<string, string | number | boolean>>;
  readonly runAt: Instant;
};

export type Job = {
  readonly id: string;
  readonly practiceId: PracticeId;
  readonly kind: JobKind;
  readonly subject: string;
  readonly payload: Readonly<Record<string, string | number | boolean>>;
  readonly payloadVersion: number;
  /** This attempt counted: 1 at first. */
  readonly attempts: number;
};

/** A job that did not go well, as the desk shows it. `problem` is a sentence without names or addresses. */
export type JobProblem = {
  readonly id: string;
  readonly kind: JobKind;
  readonly subject: string;
  readonly attempts: number;
  readonly problem: string;
  /** When it is tried again; undefined: given up. */
  readonly nextAt: Instant | undefined;
};

/** A claimed job is this worker's for so long; then another may take it (failures K03). */
export const LEASE_SECONDS = 60;

/** Adds a job in the running transaction: it exists exactly when what it tells of does. */
export async function enqueue(tx: Tx, job: NewJob): Promise<void> {
  await tx`select outbox_add(${job.kind}, ${job.lane}, ${job.ordering}, ${job.dedupe}, ${job.subject},
    ${tx.json(job.payload)}, ${toDate(job.runAt)})`;
}

/** Takes up to `most` due jobs of the known kinds under a lease. */
// A plain array: `sql.array` names its type by a list that a fresh pool has not read yet, and Workers open one a run.
export async function claimJobs(sql: Sql, now: Instant, most: number, kinds: readonly JobKind[]): Promise<Job[]> {
  return sql<Job[]>`
    select job_id::text as id, practice_id as "practiceId", kind, subject_id as subject, payload,
      payload_version as "payloadVersion", attempts
    from outbox_claim(${toDate(now)}, make_interval(secs => ${LEASE_SECONDS}), ${most}, ${[...kinds]}::text[])
    order by job_id`;
}

export async function jobDone(sql: Sql | Tx, job: Job, now: Instant): Promise<void> {
  await sql`select outbox_done(${job.id}, ${toDate(now)})`;
}

/** To be tried again at `at`. */
export async function jobRetry(sql: Sql | Tx, job: Job, at: Instant, why: string): Promise<void> {
  await sql`select outbox_retry(${job.id}, ${job.attempts}, ${toDate(at)}, ${why})`;
}

/** Given up; people are shown why. */
export async function jobDead(sql: Sql | Tx, job: Job, now: Instant, why: string): Promise<void> {
  await sql`select outbox_dead(${job.id}, ${job.attempts}, ${toDate(now)}, ${why})`;
}

/** Jobs of the transaction's practice that wait for another try or were given up. */
export async function jobProblems(tx: Tx): Promise<JobProblem[]> {
  const rows = await tx<(Omit<JobProblem, 'nextAt'> & { runAt: Date; deadAt: Date | null })[]>`
    select job_id::text as id, kind, subject_id as subject, attempts, coalesce(problem, '') as problem,
      run_at as "runAt", dead_at as "deadAt"
    from outbox_of_practice()`;
  return rows.map(({ runAt, deadAt, ...row }) => ({ ...row, nextAt: deadAt ? undefined : toInstant(runAt) }));
}

/** Of the transaction's practice, whether it waits or was given up. False: there is none, or it is worked on now. */
export async function jobAgain(tx: Tx, id: string, now: Instant): Promise<boolean> {
  const [row] = await tx<{ done: boolean }[]>`select outbox_again(${id}, ${toDate(now)}) as done`;
  return row?.done ?? false;
}

/** One that was given up is not shown any more. */
export async function jobLetGo(tx: Tx, id: string, now: Instant): Promise<boolean> {
  const [row] = await tx<{ done: boolean }[]>`select outbox_let_go(${id}, ${toDate(now)}) as done`;
  return row?.done ?? false;
}
