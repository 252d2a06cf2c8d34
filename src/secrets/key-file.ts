/** The installation's secret where nobody chose one: made once, kept in the data folder, apart from the database. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What stands in `DATA_DIR/keys/secret-key`, in the form of SECRET_KEY; made at the first start. */
export async function keptSecret(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'keys');
  const file = join(folder, 'secret-key');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // `wx`: of two processes at once the first one's secret holds.
  await writeFile(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true }).catch(
    ignoreExisting,
  );
  return (await readFile(file, 'utf8')).trim();
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
