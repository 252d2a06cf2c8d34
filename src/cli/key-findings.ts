/** What `openhours doctor` says of the keys in SECRET_KEY: which are missing, and which older ones can be taken out. */
import { keyUses, type KeyUse } from '../db/keyed.ts';
import { practiceIds } from '../db/practices.ts';
import type { Deps } from '../deps.ts';
import type { Finding } from './findings.ts';

export async function keyFindings({ db, keys, clock }: Pick<Deps, 'db' | 'keys' | 'clock'>): Promise<Finding[]> {
  const now = clock();
  const uses: KeyUse[] = [];
  for (const id of await practiceIds(db.sql)) uses.push(...(await db.tenant(id, (tx) => keyUses(tx, now))));
  const missing = uses.filter(({ keyId }) => !keys.byId.has(keyId));
  const findings: Finding[] = [];
  if (missing.length > 0) {
    findings.push({
      state: 'broken',
      what: `A key that is not in SECRET_KEY is needed by ${inWords(missing)}.`,
      advice: 'Add the secret that was used before, after a comma.',
    });
  }
  for (const keyId of keys.byId.keys()) {
    if (keyId === keys.current) continue;
    const needed = uses.filter((use) => use.keyId === keyId);
    findings.push({
      state: 'well',
      what:
        needed.length === 0
          ? `The older key ${keyId} in SECRET_KEY is not needed any more, and can be taken out.`
          : `The older key ${keyId} in SECRET_KEY is still needed by ${inWords(needed)}.`,
    });
  }
  return findings;
}

function inWords(uses: readonly KeyUse[]): string {
  const counts = new Map<string, number>();
  for (const { what, count } of uses) counts.set(what, (counts.get(what) ?? 0) + count);
  return [...counts].map(([what, count]) => `${what} (${count})`).join(', ');
}
