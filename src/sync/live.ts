/** The live read at confirming: a mirror that is older than its limit is read once more, and not waited for long. */
import type { CalendarId, Instant, PracticeId } from '../domain/types.ts';
import { readAndSave, type SyncDeps, type SyncResult } from './read.ts';

/** A patient waits no longer than this for a calendar (failures A15). */
const LIVE_READ_LIMIT_MS = 3_000;

const READ_WELL: ReadonlySet<SyncResult> = new Set(['changed', 'unchanged']);

/** True when every calendar was read well in time. A reading that comes too late is still kept. */
export async function liveRead(
  deps: SyncDeps,
  asked: { practiceId: PracticeId; calendarIds: readonly CalendarId[]; now: Instant },
): Promise<boolean> {
  const readings = asked.calendarIds.map((id) => readAndSave(deps, asked.practiceId, id, asked.now));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), LIVE_READ_LIMIT_MS);
  });
  const results = await Promise.race([Promise.allSettled(readings), tooLate]);
  clearTimeout(timer);
  return results?.every((one) => one.status === 'fulfilled' && READ_WELL.has(one.value.result)) ?? false;
}
