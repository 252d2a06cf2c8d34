/** Whose account PostgreSQL runs under: it refuses to run as root, so root hands it to nobody. */

/** Undefined: the account of this process. */
export type Account = { readonly uid: number; readonly gid: number } | undefined;

const NOBODY = 65_534;

export function serverAccount(): Account {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : undefined;
}
