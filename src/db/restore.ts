/** Puts a backup in the place of what a database of ours holds: all of it, or, when anything is wrong, nothing. */
import type { Readable } from 'node:stream';
import postgres from 'postgres';
import {
  footSchema,
  headSchema,
  isRow,
  linesOf,
  partSchema,
  readOurLine,
  type Head,
  type Part,
} from './backup-format.ts';
import type { Tx } from './database.ts';
import { migrationNames, runMigrations } from './migrate.ts';
import { ourTables, type Table } from './tables.ts';

export type Restore = {
  readonly ownerUrl: string;
  /** Where the numbered .sql files are. */
  readonly migrations: URL;
  /** Login role of the app. */
  readonly appUser: string;
  /** False: a database that holds a practice already is left alone. */
  readonly replace: boolean;
};

const ROWS_AT_ONCE = 500;

/** What is wrong with the file or the database, as a line for the person who restores. */
export class RestoreError extends Error {
  override readonly name = 'RestoreError';
}

/** @returns how many rows were put back */
export async function restore(from: Readable, how: Restore): Promise<number> {
  const sql = postgres(how.ownerUrl, {
    max: 1,
    onnotice: () => {},
    connection: { lock_timeout: 5_000, DateStyle: 'ISO', TimeZone: 'UTC' },
  });
  try {
    return await sql.begin(async (tx) => {
      const lines = linesOf(from);
      const { migrations } = await headOf(lines, how.migrations);
      await emptied(tx, how);
      // Into the tables it was taken from; what was changed since is done to them afterwards, rows and all.
      await runMigrations(tx, how.migrations, migrations);
      const tables = await ourTables(tx);
      const rows = await fill(tx, tables, lines);
      await continueNumbers(tx, tables);
      await runMigrations(tx, how.migrations);
      await tx`grant openhours_app to ${tx(how.appUser)}`;
      return rows;
    });
  } catch (error) {
    from.destroy();
    throw inWords(error);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function headOf(lines: AsyncGenerator<Buffer>, folder: URL): Promise<Head> {
  const head = headSchema.safeParse(readOurLine((await lines.next()).value));
  if (!head.success) throw new RestoreError('This is no backup of Openhours.');
  const known = new Set(await migrationNames(folder));
  const unknown = head.data.migrations.find((name) => !known.has(name));
  if (unknown)
    throw new RestoreError(`This backup was made by a newer Openhours (${unknown} is not known here). Update first.`);
  return head.data;
}

/** Drops all that is ours, within the transaction: until it commits, everybody still sees what was there. */
async function emptied(tx: Tx, { replace }: Restore): Promise<void> {
  const [old] = await tx<{ routes: string | null }[]>`select to_regclass('public.practice_routes')::text as routes`;
  if (old?.routes && !replace) {
    const practices = await tx`select 1 from practice_routes limit 1`;
    if (practices.length > 0) {
      throw new RestoreError(
        'This database holds a practice already. Restore into an empty one, or say that it is to be replaced.',
      );
    }
  }
  await tx`drop schema public cascade`;
  await tx`create schema public`;
}

async function fill(tx: Tx, tables: readonly Table[], lines: AsyncGenerator<Buffer>): Promise<number> {
  let rows = 0;
  let into: Part | undefined;
  let batch: Buffer[] = [];
  const flush = async (): Promise<void> => {
    if (into && batch.length > 0) await insert(tx, into, batch);
    rows += batch.length;
    batch = [];
  };
  for await (const line of lines) {
    if (into && isRow(line)) {
      if (batch.push(line) === ROWS_AT_ONCE) await flush();
      continue;
    }
    await flush();
    const said = readOurLine(line);
    const foot = footSchema.safeParse(said);
    if (!foot.success) {
      into = await begin(tx, tables, said);
      continue;
    }
    if (foot.data.rows === rows) return rows;
    throw new RestoreError(`The backup should hold ${foot.data.rows} rows and holds ${rows}.`);
  }
  throw new RestoreError('The backup is not whole: its end is missing.');
}

async function begin(tx: Tx, tables: readonly Table[], said: unknown): Promise<Part> {
  const part = partSchema.safeParse(said).data;
  const table = tables.find(({ name }) => name === part?.table);
  if (!part || !table || part.columns.some((column) => !table.columns.includes(column))) {
    throw new RestoreError('The backup names a table or a column that its own version does not have.');
  }
  if (part.practice) await tx`select set_config('openhours.practice', ${part.practice}, true)`;
  // A row that the migrations made stands in the way of the backup's own.
  else await tx`delete from ${tx(table.name)}`;
  return part;
}

async function insert(tx: Tx, { table, columns }: Part, rows: readonly Buffer[]): Promise<void> {
  const list = `[${rows.map((row) => row.toString()).join(',')}]`;
  await tx`
    insert into ${tx(table)} (${tx(columns)}) overriding system value
    select ${tx(columns)} from json_populate_recordset(null::${tx(table)}, ${list}::text::json)`;
}

/** Identity columns go on after the highest number of all practices. */
async function continueNumbers(tx: Tx, tables: readonly Table[]): Promise<void> {
  const forced = new Set(tables.filter(({ tenant }) => tenant).map(({ name }) => name));
  const columns = await tx<{ table: string; column: string }[]>`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = 'public' and is_identity = 'YES'`;
  for (const { table, column } of columns) {
    if (forced.has(table)) await tx.unsafe(`alter table ${table} no force row level security`);
    await tx`
      select setval(pg_get_serial_sequence(${table}, ${column}), coalesce((select max(${tx(column)}) from ${tx(table)}), 0) + 1, false)`;
    if (forced.has(table)) await tx.unsafe(`alter table ${table} force row level security`);
  }
}

function inWords(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'Z_DATA_ERROR' || code === 'Z_BUF_ERROR')
    return new RestoreError('The backup is damaged or not whole.', { cause: error });
  if (code === '55P03')
    return new RestoreError('The database is in use. Stop the service, then restore again.', { cause: error });
  return error;
}
