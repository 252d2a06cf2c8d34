/** Limits inside an action: counted in its own transaction, so that what is undone is not counted either. */
import { hitRate } from '../db/rates.ts';
import type { Tx } from '../db/database.ts';
import type { Rate } from '../domain/rates.ts';
import type { Instant } from '../domain/types.ts';
import { deriveToken, type Keys } from '../secrets/keys.ts';
import type { Context } from './context.ts';

/** Too much of one thing; allowed again at `until`. Thrown to undo the transaction. */
export class TooOften extends Error {
  override readonly name = 'TooOften';
  readonly until: Instant;
  constructor(until: Instant) {
    super('This was done too often.');
    this.until = until;
  }
}

/** What a counter is found by. Keyed: whoever reads the table cannot try all addresses there are. */
export function rateKey(keys: Keys, { name }: Rate, who: readonly string[]): Buffer {
  const from = { keyId: keys.current, purpose: 'rate', id: [name, ...who].join('\n'), version: 1 } as const;
  return Buffer.from(deriveToken(keys, from), 'base64url');
}

export async function countOrUndo(ctx: Context, tx: Tx, rate: Rate, who: readonly string[]): Promise<void> {
  const until = await hitRate(tx, rateKey(ctx.keys, rate, who), rate, ctx.now);
  if (until !== undefined) throw new TooOften(until);
}
