/** Work that did not go well, as people look after it: tried again at once, or let go. */
import { requeueDropped } from '../db/notices.ts';
import { jobAgain, jobLetGo, jobProblems } from '../db/outbox.ts';
import type { Outcome } from '../domain/types.ts';
import type { Context } from './context.ts';
import { NOT_FOUND, type NotFound } from './refused.ts';
import { writeAudit } from './write-audit.ts';

export async function retryJob(ctx: Context, id: string): Promise<Outcome<undefined, NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const job = (await jobProblems(tx)).find((one) => one.id === id);
    if (!job || !(await jobAgain(tx, id, ctx.now))) return NOT_FOUND;
    // A mail that was given up is decided about anew.
    await requeueDropped(tx, job.subject);
    await writeAudit(ctx, tx, { action: 'job.retried', subject: ['job', id] });
    return { ok: true, value: undefined };
  });
}

/** Only what was given up: what is still tried ends by itself. */
export async function letJobGo(ctx: Context, id: string): Promise<Outcome<undefined, NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    if (!(await jobLetGo(tx, id, ctx.now))) return NOT_FOUND;
    await writeAudit(ctx, tx, { action: 'job.let-go', subject: ['job', id] });
    return { ok: true, value: undefined };
  });
}
