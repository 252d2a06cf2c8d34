/** Every half minute what was added to audit logs is linked into their chains; the heads go to the log, which is kept elsewhere. */
import { linkAudit } from './actions/audit-chain.ts';
import type { Deps } from './deps.ts';

/** @returns how many practices had something to link */
export async function linkDue({ db, keys, clock, log }: Pick<Deps, 'db' | 'keys' | 'clock' | 'log'>): Promise<number> {
  const heads = await linkAudit({ db, keys, now: clock() });
  for (const { practiceId, position, hash } of heads)
    log.info('audit.linked', { practice: practiceId, position, hash });
  return heads.length;
}
