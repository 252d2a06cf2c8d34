/** Every row of every table, as text: what somebody with a copy of the database could read. */
import postgres from 'postgres';
import { inject } from 'vitest';
import type { TestDatabase } from './database.ts';

/** Rows in which one of the words stands, as `table: row`; bytes are looked at as text too. */
export async function tracesOf({ url }: Pick<TestDatabase, 'url'>, words: readonly string[]): Promise<string[]> {
  const admin = new URL(inject('server').adminUrl);
  admin.pathname = new URL(url).pathname;
  const sql = postgres(admin.href, { max: 1, onnotice: () => {} });
  try {
    const tables = await sql<{ name: string }[]>`
      select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`;
    const found: string[] = [];
    for (const { name } of tables) {
      for (const { row } of await sql<{ row: string }[]>`select t::text as row from ${sql(name)} t`) {
        const seen = [row.toLowerCase(), ...[...row.matchAll(/\\x([\da-f]+)/g)].map(([, hex]) => readable(hex ?? ''))];
        if (words.some((word) => seen.some((text) => text.includes(word.toLowerCase())))) found.push(`${name}: ${row}`);
      }
    }
    return found;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function readable(hex: string): string {
  return Buffer.from(hex, 'hex').toString('latin1').toLowerCase();
}
