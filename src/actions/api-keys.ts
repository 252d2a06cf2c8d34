/** API keys of a practice: issued once, stored as a hash, found by it, revoked. */
import { insertApiKey, loadApiKeys, storeApiKeyRevoked, tokenRoute, type ApiKey } from '../db/people.ts';
import { routeToken, unrouteTokens } from '../db/practitioners.ts';
import type { Instant, Outcome, PracticeId } from '../domain/types.ts';
import { hashToken, randomToken } from '../secrets/keys.ts';
import type { Context } from './context.ts';
import { NOT_FOUND, type NotFound } from './refused.ts';
import type { Installed } from './setup.ts';
import { writeAudit } from './write-audit.ts';

const PURPOSE = 'api-key';
// So that a leaked key is recognised by people and by scanners.
const PREFIX = 'oh_';

/** A new key for the practice. The key itself is shown now and never again. */
export async function issueApiKey(ctx: Context, name: string): Promise<{ keyId: string; apiKey: string }> {
  const keyId = ctx.newId();
  const apiKey = PREFIX + randomToken();
  await ctx.db.tenant(ctx.practiceId, async (tx) => {
    await insertApiKey(tx, { keyId, name, now: ctx.now });
    await routeToken(tx, { hash: hashToken(apiKey), purpose: PURPOSE, subject: keyId });
    await writeAudit(ctx, tx, { action: 'api-key.issued', subject: ['api-key', keyId] });
  });
  return { keyId, apiKey };
}

/** The practice's keys, revoked ones too, without the keys themselves. */
export async function listApiKeys(ctx: Context): Promise<ApiKey[]> {
  return ctx.db.tenant(ctx.practiceId, loadApiKeys);
}

/** Dead at once, in every process. */
export async function revokeApiKey(ctx: Context, keyId: string): Promise<Outcome<null, NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    if (!(await storeApiKeyRevoked(tx, keyId, ctx.now))) return NOT_FOUND;
    await unrouteTokens(tx, PURPOSE, keyId);
    await writeAudit(ctx, tx, { action: 'api-key.revoked', subject: ['api-key', keyId] });
    return { ok: true, value: null };
  });
}

/** Whose key it is; undefined for anything that is not a live key. */
export async function ownerOfApiKey(
  installed: Pick<Installed, 'db'>,
  apiKey: string,
  now: Instant,
): Promise<{ practiceId: PracticeId; keyId: string } | undefined> {
  if (!apiKey.startsWith(PREFIX)) return undefined;
  const route = await tokenRoute(installed.db.sql, { hash: hashToken(apiKey), purpose: PURPOSE, now });
  return route && { practiceId: route.practiceId, keyId: route.subject };
}
