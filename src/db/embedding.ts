/** Which websites may show a practice's booking page in a frame. Asked before a practice is known, so it stands in the routing table. */
import type { Sql, Tx } from './database.ts';

/** None for a slug that nobody has. */
export async function embedOriginsOfSlug(sql: Sql, slug: string): Promise<readonly string[]> {
  const [row] = await sql<{ origins: string[] | null }[]>`select embed_origins_of_slug(${slug}) as origins`;
  return row?.origins ?? [];
}

export async function embedOriginsOfManageLink(sql: Sql, hash: Uint8Array): Promise<readonly string[]> {
  const [row] = await sql<{ origins: string[] | null }[]>`select embed_origins_of_manage_link(${hash}) as origins`;
  return row?.origins ?? [];
}

export async function saveEmbedOrigins(tx: Tx, origins: readonly string[]): Promise<void> {
  await tx`select set_embed_origins(${[...origins]})`;
}
