/** A migrated database of its own for each test that asks. */
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';
import { openDatabase, type Database } from '../../src/db/database.ts';

export type TestDatabase = {
  /** As the app: the login role that owns nothing. */
  readonly db: Database;
  /** The app's address, for processes that a test starts. */
  readonly url: string;
  readonly ownerUrl: string;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** `await using database = await testDatabase()`, or close it in afterAll. `max`: connections of its pool. */
export async function testDatabase(options: { max?: number } = {}): Promise<TestDatabase> {
  const server = inject('server');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const owner = new URL(server.ownerUrl).username;
  // Copied as files, not through the log of changes: a seventh of the time.
  await asAdmin(`create database ${name} template ${server.template} strategy file_copy owner ${owner}`);
  const url = withDatabase(server.appUrl, name);
  const db = openDatabase(url, options);
  const close = async (): Promise<void> => {
    await db.close();
    await asAdmin(`drop database if exists ${name} with (force)`);
  };
  return { db, url, ownerUrl: withDatabase(server.ownerUrl, name), close, [Symbol.asyncDispose]: close };
}

/** Runs one statement as the superuser of the test server. */
export async function asAdmin(statement: string): Promise<readonly postgres.Row[]> {
  const sql = postgres(inject('server').adminUrl, { max: 1, onnotice: () => {} });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function withDatabase(url: string, name: string): string {
  const parts = new URL(url);
  parts.pathname = `/${name}`;
  return parts.href;
}
