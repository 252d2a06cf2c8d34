/** Writes what is due into calendars: jobs under a lease, so any number of processes may do this at once. */
import { claimJobs, jobRetry, type Job } from '../db/outbox.ts';
import { instant, MINUTE } from '../domain/interval.ts';
import { writeEvent, type WriteDeps } from './write-event.ts';

/** Written side by side by one process. */
const AT_ONCE = 8;
const BROKEN_AGAIN = 10 * MINUTE;

/** One round. @returns how many jobs were worked on; call again while it is not 0. */
export async function writeDue(deps: WriteDeps): Promise<number> {
  const jobs = await claimJobs(deps.db.sql, deps.clock(), AT_ONCE, ['calendar-event']);
  await Promise.all(jobs.map((job) => write(deps, job)));
  return jobs.length;
}

/** A defect of ours must not stop the others, nor be tried in a circle. */
async function write(deps: WriteDeps, job: Job): Promise<void> {
  try {
    await writeEvent(deps, job);
  } catch (error) {
    deps.log.error('event.broken', { job: job.id, attempts: job.attempts, error: String(error) });
    const at = instant(deps.clock() + BROKEN_AGAIN);
    await jobRetry(deps.db.sql, job, at, 'Something went wrong while the event was written.');
  }
}
