/**
 * The list of erased patients outside the database, in DATA_DIR: a backup from before an erasure is wiped again when it is
 * restored (failures K07). Lines of ids; on Node alone, as backup and restore are.
 */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { erasePatient, type ErasedEntry } from './actions/erase-patient.ts';
import { erasedPatients } from './db/patient-records.ts';
import { practiceIds } from './db/practices.ts';
import type { Deps } from './deps.ts';
import { instant } from './domain/interval.ts';
import type { PatientId, PracticeId } from './domain/types.ts';

const NAME = 'erased-patients.jsonl';

const lineSchema = z.object({
  practiceId: z.uuid().transform((id) => id as PracticeId), // written by us
  patientId: z.uuid().transform((id) => id as PatientId),
  at: z.number().transform(instant),
  future: z.enum(['cancel', 'keep']),
});

export async function rememberErased(dataDir: string, entry: ErasedEntry): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  await appendFile(join(dataDir, NAME), `${JSON.stringify(entry)}\n`, { mode: 0o600 });
}

/** A line that broke off, as when the disk was full, is passed over. */
async function readErased(dataDir: string): Promise<ErasedEntry[]> {
  const text = await readFile(join(dataDir, NAME), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => {
    const read = lineSchema.safeParse(asJson(line));
    return read.success ? [read.data] : [];
  });
}

function asJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // no line of ours
  }
}

/** Adds to the list whom the database knows as erased and the list does not: a process may have ended between the two. */
export async function completeErasedList({ db, config }: Pick<Deps, 'db' | 'config'>): Promise<void> {
  const listed = new Set((await readErased(config.dataDir)).map(({ patientId }) => patientId));
  for (const practiceId of await practiceIds(db.sql)) {
    for (const { id, erasedAt } of await db.tenant(practiceId, (tx) => erasedPatients(tx))) {
      if (listed.has(id)) continue;
      await rememberErased(config.dataDir, { practiceId, patientId: id, at: erasedAt, future: 'keep' });
    }
  }
}

/** After a restore. How many were there again and are erased now. */
export async function eraseAgain(deps: Deps): Promise<number> {
  const entries = await readErased(deps.config.dataDir);
  const known = new Set(await practiceIds(deps.db.sql));
  let erased = 0;
  for (const { practiceId, patientId, future } of entries.filter((entry) => known.has(entry.practiceId))) {
    const ctx = { ...deps, practiceId, actor: { kind: 'system' }, now: deps.clock() } as const;
    // On the list already.
    const outcome = await erasePatient(ctx, { patientId, future }, { remember: undefined });
    if (outcome.ok) erased += 1;
  }
  return erased;
}
