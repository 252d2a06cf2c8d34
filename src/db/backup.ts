/** Writes all that a database of ours holds into one stream, at one moment, while the service goes on. The keys are not in it. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import postgres from 'postgres';
import { ourLine, type Foot } from './backup-format.ts';
import type { Tx } from './database.ts';
import { ourTables, type Table } from './tables.ts';

const ROWS_AT_ONCE = 500;

/**
 * Any PostgreSQL of 15 or newer reads it back, whichever wrote it. Row-level security holds for the owner too, so tables of
 * tenants are read practice by practice, all in one transaction that sees one moment.
 * @returns how many rows were written
 */
export async function backup(ownerUrl: string, to: Writable): Promise<Foot> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {}, connection: { DateStyle: 'ISO', TimeZone: 'UTC' } });
  const packed = createGzip();
  const written = Promise.all([finished(packed), finished(to)]);
  packed.pipe(to);
  try {
    const foot = await Promise.race([
      sql.begin('isolation level repeatable read read only', (tx) => writeAll(tx, packed)),
      written.then(() => Promise.reject(new Error('The file of the backup was closed before it was whole.'))),
    ]);
    packed.end();
    await written;
    return foot;
  } catch (error) {
    packed.destroy();
    to.destroy();
    throw error;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function writeAll(tx: Tx, packed: Writable): Promise<Foot> {
  const migrations = (await tx<{ name: string }[]>`select name from migrations order by name`).map(({ name }) => name);
  await write(packed, ourLine({ openhours: 'backup', format: 1, migrations }));
  const tables = await ourTables(tx);
  const practices = await practicesIn(tx, tables);
  let rows = 0;
  for (const table of tables) {
    for (const practice of table.tenant ? practices : [undefined])
      rows += await writePart(tx, { ...table, practice }, packed);
  }
  await write(packed, ourLine({ rows }));
  return { rows };
}

/** From every table that may be read without a practice: one that has lost its booking link keeps its appointments. */
async function practicesIn(tx: Tx, tables: readonly Table[]): Promise<string[]> {
  const found = new Set<string>();
  for (const { name } of tables.filter(({ tenant, hasPractice }) => !tenant && hasPractice)) {
    const rows = await tx<{ id: string }[]>`
      select distinct practice_id as id from ${tx(name)} where practice_id is not null`;
    for (const { id } of rows) found.add(id);
  }
  return [...found].toSorted();
}

async function writePart(
  tx: Tx,
  { name, columns, practice }: Table & { practice: string | undefined },
  packed: Writable,
): Promise<number> {
  if (practice) await tx`select set_config('openhours.practice', ${practice}, true)`;
  let count = 0;
  for await (const rows of tx<{ row: string }[]>`select row_to_json(t)::text as row from ${tx(name)} t`.cursor(
    ROWS_AT_ONCE,
  )) {
    if (count === 0) await write(packed, ourLine({ table: name, columns: [...columns], practice }));
    await write(packed, rows.map(({ row }) => `${row}\n`).join(''));
    count += rows.length;
  }
  return count;
}

async function write(packed: Writable, text: string): Promise<void> {
  if (!packed.write(text)) await once(packed, 'drain');
}
