/** Kept mails, once a mail server is known: staff ask for them to go out after all. */
import { takeKeptNotices } from '../db/mails.ts';
import { requeueNotice } from '../db/notices.ts';
import type { Deps } from '../deps.ts';
import type { PracticeId } from '../domain/types.ts';

/**
 * Puts every kept notice of the practice back into the outbox, to be composed anew: what was overtaken or is past will not go
 * out. Mails with links that are over by now are thrown away. How many were put back; 0 while there is no mail server.
 */
export async function resendKept(deps: Deps, practiceId: PracticeId): Promise<number> {
  if ((await deps.mailer()) === undefined) return 0;
  const now = deps.clock();
  return deps.db.tenant(practiceId, async (tx) => {
    let queued = 0;
    for (const id of await takeKeptNotices(tx)) {
      if (await requeueNotice(tx, id, { now, occasion: deps.newId() })) queued++;
    }
    return queued;
  });
}
