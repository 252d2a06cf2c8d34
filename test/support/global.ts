/** Before all tests: one PostgreSQL server, and in it a migrated database that each test's own is copied from. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { startServer } from '../../src/db/embedded/server.ts';
import { migrate } from '../../src/db/migrate.ts';

/** What tests need to make databases; `template` is the migrated one. */
export type TestServer = {
  readonly adminUrl: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly template: string;
};

declare module 'vitest' {
  interface ProvidedContext {
    server: TestServer;
  }
}

const MIGRATIONS = new URL('../../src/db/migrations/', import.meta.url);

/** `TEST_DATABASE_URL`, a superuser's address, puts another server in the embedded one's place. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const external = process.env['TEST_DATABASE_URL'];
  const { close, ...server } = external ? await ofUrl(external) : await embedded();
  await migrate(server.ownerUrl, MIGRATIONS, new URL(server.appUrl).username);
  project.provide('server', { ...server, template: new URL(server.ownerUrl).pathname.slice(1) });
  return close;
}

type Parts = Omit<TestServer, 'template'> & { close(): Promise<void> };

async function embedded(): Promise<Parts> {
  const folder = await mkdtemp(join(tmpdir(), 'openhours-test-'));
  const { adminUrl, ownerUrl, appUrl, stop } = await startServer(folder, { durable: false });
  const close = async (): Promise<void> => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { adminUrl, ownerUrl, appUrl, close };
}

async function ofUrl(adminUrl: string): Promise<Parts> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  const name = `openhours_${crypto.randomUUID().replaceAll('-', '')}`;
  await sql.unsafe(`create role ${name}_owner login createrole password 'owner'`);
  await sql.unsafe(`create role ${name} login password 'app'`);
  await sql.unsafe(`create database ${name} owner ${name}_owner`);
  await sql.end();
  const url = (user: string, password: string): string => {
    const parts = new URL(adminUrl);
    parts.username = user;
    parts.password = password;
    parts.pathname = `/${name}`;
    return parts.href;
  };
  // The server is the caller's, and goes away with its folder (scripts/check.js).
  return {
    adminUrl,
    ownerUrl: url(`${name}_owner`, 'owner'),
    appUrl: url(name, 'app'),
    close: () => Promise.resolve(),
  };
}
