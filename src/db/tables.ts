/** Our tables as PostgreSQL knows them, in the order in which rows may be put back: who is referred to comes first. */
import type { Tx } from './database.ts';

export type Table = {
  readonly name: string;
  readonly columns: readonly string[];
  /** Its rows are seen in their practice only. */
  readonly tenant: boolean;
  /** Its rows name a practice. */
  readonly hasPractice: boolean;
};

/** Every table but the list of migrations, which a backup carries in its head. Names are ours, so they need no quoting. */
export async function ourTables(tx: Tx): Promise<Table[]> {
  const tables = await tx<Table[]>`
    select c.relname as name, c.relrowsecurity as tenant,
      (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'practice_id') as "hasPractice"
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'migrations'
    order by c.relname`;
  const references = await tx<{ from: string; to: string }[]>`
    select f.relname as from, t.relname as to from pg_constraint k
    join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
    where k.contype = 'f' and k.connamespace = 'public'::regnamespace and k.conrelid <> k.confrelid`;
  return inOrder(tables, references);
}

function inOrder(tables: readonly Table[], references: readonly { from: string; to: string }[]): Table[] {
  const ordered: Table[] = [];
  const placed = new Set<string>();
  while (ordered.length < tables.length) {
    const next = tables.filter(
      ({ name }) => !placed.has(name) && references.every(({ from, to }) => from !== name || placed.has(to)),
    );
    if (next.length === 0)
      throw new Error('Tables refer to each other in a circle: no order fits for putting rows back.');
    for (const table of next) {
      ordered.push(table);
      placed.add(table.name);
    }
  }
  return ordered;
}
