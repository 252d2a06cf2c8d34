/** Decided → told: takes due jobs under a lease, sends with no transaction open, and keeps how it ended. */
import type { Tx } from '../db/database.ts';
import { insertKeptMail } from '../db/mails.ts';
import { claimJobs, jobDead, jobDone, jobRetry, type Job, type JobKind } from '../db/outbox.ts';
import type { Deps } from '../deps.ts';
import { DAY, instant } from '../domain/interval.ts';
import type { Instant } from '../domain/types.ts';
import { MailError, type Mailer } from '../email/mailer.ts';
import { rawMessage } from '../email/message.ts';
import { nextTry } from './backoff.ts';
import { prepareAway, prepareDeadAccount, prepareQuestion, prepareTrouble } from './calendar-mails.ts';
import { prepareInvitation } from './invitation.ts';
import { prepareMyAppointments } from './my-appointments.ts';
import { prepareNotice } from './notice.ts';
import type { Ended, Prepare, Task } from './task.ts';

const PREPARE: Readonly<Partial<Record<JobKind, Prepare>>> = {
  notice: prepareNotice,
  reminder: prepareNotice,
  'my-appointments': prepareMyAppointments,
  invitation: prepareInvitation,
  'calendar-trouble': prepareTrouble,
  'account-trouble': prepareDeadAccount,
  'calendar-question': prepareQuestion,
  'away-question': prepareAway,
};
const KINDS = Object.keys(PREPARE) as JobKind[]; // the keys of a record of kinds
// As many as the mailer has connections: each claimed job is worked on at once, within its lease.
const AT_ONCE = 5;
const MOST_ROUNDS = 200;
const MOST_ATTEMPTS = 24;

/** Works on all mails due at `now`; how many jobs that were. Any number of workers may do so at once. */
export async function deliverDue(deps: Deps, now: Instant): Promise<number> {
  const mailer = await deps.mailer();
  let worked = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    // Leases count from when they are taken, however long the rounds before took.
    const at = instant(Math.max(now, deps.clock()));
    const jobs = await claimJobs(deps.db.sql, at, AT_ONCE, KINDS);
    if (jobs.length === 0) return worked;
    await Promise.all(jobs.map((job) => deliver(deps, job, { now: at, mailer })));
    worked += jobs.length;
  }
  return worked;
}

type Worker = { readonly now: Instant; readonly mailer: Mailer | undefined };

async function deliver(deps: Deps, job: Job, worker: Worker): Promise<void> {
  try {
    const task = await prepare(deps, job, worker);
    if (task.do === 'send') await send(deps, job, task, worker);
    else if (task.do === 'hold')
      await jobRetry(deps.db.sql, job, task.until, 'Too many mails went to this address within an hour.');
    else await jobDone(deps.db.sql, job, worker.now);
    if (task.do === 'nothing') deps.log.info('mail.dropped', { job: job.id, kind: job.kind, why: task.why });
  } catch (error) {
    await postpone(deps, job, worker.now, error);
  }
}

async function prepare(deps: Deps, job: Job, { now, mailer }: Worker): Promise<Task> {
  const work = PREPARE[job.kind];
  if (!work) throw new Error(`Nothing here knows how to do job ${job.id} of kind ${job.kind}.`);
  const from = mailer?.from ?? unsentFrom(deps);
  return deps.db.tenant(job.practiceId, (tx) => work(deps, tx, job, { now, from }));
}

/** Sender of mails that are kept because there is no server: names this installation, and can be seen to be no mailbox. */
function unsentFrom({ config }: Deps): string {
  return config.mailFrom ?? `no-reply@${new URL(config.publicUrl).hostname}`;
}

async function send(deps: Deps, job: Job, task: Task & { do: 'send' }, { now, mailer }: Worker): Promise<void> {
  const raw = mailer ? undefined : await rawMessage(task.mail, unsentFrom(deps));
  const next = nextTry({ attempts: job.attempts, now, until: task.until, random: deps.random() });
  const ended = mailer ? inTime(await trySend(mailer, task), next) : ({ how: 'kept' } as const);
  await deps.db.tenant(job.practiceId, async (tx) => {
    await task.record(tx, ended);
    if (raw !== undefined) await keep(deps, tx, task, { raw, now });
    await mark(tx, job, ended, { now, next: next ?? now });
  });
  const details = { job: job.id, kind: job.kind, notice: task.noticeId, attempts: job.attempts };
  if ('why' in ended) deps.log.warn(`mail.${ended.how}`, { ...details, why: ended.why });
  else deps.log.info(`mail.${ended.how}`, details);
}

async function trySend(mailer: Mailer, task: Task & { do: 'send' }): Promise<Ended> {
  try {
    await mailer.send(task.mail);
    return { how: 'sent' };
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
    return { how: error.reason === 'rejected' ? 'refused' : 'later', why: error.message };
  }
}

function inTime(ended: Ended, next: Instant | undefined): Ended {
  return ended.how === 'later' && next === undefined
    ? { how: 'given-up', why: `${ended.why} It is too late to try again.` }
    : ended;
}

async function keep(
  deps: Deps,
  tx: Tx,
  { mail, noticeId, invitationId }: Task & { do: 'send' },
  at: { raw: string; now: Instant },
): Promise<void> {
  const { to: recipient, subject } = mail;
  await insertKeptMail(tx, {
    id: deps.newId(),
    noticeId,
    invitationId,
    recipient,
    subject,
    raw: at.raw,
    keptAt: at.now,
  });
}

async function mark(tx: Tx, job: Job, ended: Ended, at: { now: Instant; next: Instant }): Promise<void> {
  if (!('why' in ended)) return jobDone(tx, job, at.now);
  return ended.how === 'later' ? jobRetry(tx, job, at.next, ended.why) : jobDead(tx, job, at.now, ended.why);
}

/** What is broken here and not at the mail server: tried again for a day, then shown. The message may hold what it likes, so only its kind is logged. */
async function postpone(deps: Deps, job: Job, now: Instant, error: unknown): Promise<void> {
  const why = 'Something went wrong while the mail was made.';
  const { attempts } = job;
  const next =
    attempts < MOST_ATTEMPTS ? nextTry({ attempts, now, until: instant(now + DAY), random: deps.random() }) : undefined;
  deps.log.error('mail.broken', {
    job: job.id,
    kind: job.kind,
    attempts,
    error: error instanceof Error ? error.name : typeof error,
  });
  await (next === undefined ? jobDead(deps.db.sql, job, now, why) : jobRetry(deps.db.sql, job, next, why));
}
