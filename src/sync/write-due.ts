/** Writes what is due into calendars: jobs under a lease, so any number of processes may do this at once. */
import { claimJobs, jobRetry, type Job } from '../db/outbox.ts';
import { instant, MINUTE } from '../domain/interval.ts';
import { workOff, type WorkLimits } from './work-off.ts';
import { writeEvent, type WriteDeps } from './write-event.ts';

/** Written side by side by one process, beside those whose server does not answer. */
const AT_ONCE = 8;
const BROKEN_AGAIN = 10 * MINUTE;

/** Writes until nothing is due. @returns how many jobs were worked on. */
export async function writeDue(deps: WriteDeps, limits: Partial<WorkLimits> = {}): Promise<number> {
  const due = {
    claim: (most: number) => claimJobs(deps.db.sql, deps.clock(), most, ['calendar-event']),
    work: (job: Job) => write(deps, job),
  };
  return workOff(due, { atOnce: AT_ONCE, ...limits });
}

/** A defect of ours must not stop the others, nor be tried in a circle. */
async function write(deps: WriteDeps, job: Job): Promise<void> {
  try {
    await writeEvent(deps, job);
  } catch (error) {
    deps.log.error('event.broken', { job: job.id, attempts: job.attempts, error: String(error) });
    const at = instant(deps.clock() + BROKEN_AGAIN);
    // Where that cannot be kept either, its lease runs out.
    await jobRetry(deps.db.sql, job, at, 'Something went wrong while the event was written.').catch(() => {});
  }
}
