/** What a provider is asked with: opened from what is sealed, and for OAuth a token that still lasts, refreshed by one worker at a time. */
import type { OAuth } from '../../connectors/oauth.ts';
import { ProviderError, type Access, type Provider } from '../../connectors/provider.ts';
import {
  claimRefresh,
  forgetToken,
  loadConnection,
  refreshFailed,
  saveRefreshed,
  type ConnectionRow,
} from '../db/connections.ts';
import { noteDead } from '../db/write-problems.ts';
import type { Deps } from '../deps.ts';
import type { ConnectionKind } from '../domain/connected.ts';
import { instant, MINUTE } from '../domain/interval.ts';
import type { ConnectionId, Instant, PracticeId } from '../domain/types.ts';
import { openConnection, openToken, sealConnection, sealToken } from '../secrets/connection.ts';

export type AccessDeps = Pick<Deps, 'db' | 'keys' | 'providers' | 'clock'>;

/** A token that ends sooner is not begun with. */
const SPARE = 2 * MINUTE;
/** Longer than a token endpoint may take to answer. */
const REFRESH_LEASE = 30_000;
const LOOK_AGAIN_MS = 300;

export function providerOf({ providers }: Pick<Deps, 'providers'>, kind: ConnectionKind): Provider {
  const provider: Provider | undefined = providers[kind];
  if (provider) return provider;
  throw new ProviderError('rejected', `This installation is not set up for calendars of kind ${kind}.`);
}

export type Account = {
  readonly practiceId: PracticeId;
  readonly connectionId: ConnectionId;
  readonly kind: ConnectionKind;
};

/**
 * Asks the account's provider. A token that it does not take any more may have been withdrawn early: a new one is asked for once
 * before the account counts as dead.
 */
export async function withAccount<Answer>(
  deps: AccessDeps,
  { practiceId, connectionId, kind }: Account,
  ask: (provider: Provider, access: Access) => Promise<Answer>,
): Promise<Answer> {
  const provider = providerOf(deps, kind);
  const access = await accessOf(deps, practiceId, connectionId);
  try {
    return await ask(provider, access);
  } catch (error) {
    const isRefused = error instanceof ProviderError && error.reason === 'reconnect';
    if (!isRefused || access.token === undefined) throw error;
    await deps.db.tenant(practiceId, (tx) => forgetToken(tx, connectionId));
    return ask(provider, await accessOf(deps, practiceId, connectionId));
  }
}

/** Throws ProviderError: `retry` while the provider wants to be left alone, `reconnect` when the grant is dead. */
async function accessOf(deps: AccessDeps, practiceId: PracticeId, id: ConnectionId): Promise<Access> {
  for (let looked = 0; ; looked += 1) {
    const now = deps.clock();
    const connection = await deps.db.tenant(practiceId, (tx) => loadConnection(tx, id));
    if (!connection) throw new ProviderError('gone', 'The connection was removed.');
    const { quietUntil, token } = connection;
    if (quietUntil !== undefined && quietUntil > now) {
      throw new ProviderError('retry', 'The calendar’s provider asked to be left alone for a while.', {
        retryAfter: quietUntil,
      });
    }
    const oauth = providerOf(deps, connection.kind).oauth;
    if (!oauth)
      return { connection: id, ...withoutRefresh(opened(() => openConnection(deps.keys, id, connection.sealed))) };
    if (token && token.until > now + SPARE)
      return { connection: id, token: opened(() => openToken(deps.keys, id, token.sealed)) };
    const until = instant(now + REFRESH_LEASE);
    if (await deps.db.tenant(practiceId, (tx) => claimRefresh(tx, connection, { now, until }))) {
      return { connection: id, token: await refresh(deps, practiceId, { connection, oauth }) };
    }
    if (looked * LOOK_AGAIN_MS >= REFRESH_LEASE)
      throw new ProviderError('retry', 'The account is being signed in again. Try in a minute.');
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

/** A key that is missing may come back: nothing is given up for it. */
function opened<Secret>(open: () => Secret): Secret {
  try {
    return open();
  } catch (cause) {
    const words =
      'What opens this account cannot be read with the keys of this installation. Connect it again, or bring back the key.';
    throw new ProviderError('retry', words, { cause });
  }
}

function withoutRefresh({ address, login }: ReturnType<typeof openConnection>): Pick<Access, 'address' | 'login'> {
  return { ...(address !== undefined && { address }), ...(login && { login }) };
}

type Refreshed = {
  readonly connection: ConnectionRow;
  readonly oauth: OAuth;
};

async function refresh(deps: AccessDeps, practiceId: PracticeId, { connection, oauth }: Refreshed): Promise<string> {
  const { id } = connection;
  try {
    const { refreshToken } = opened(() => openConnection(deps.keys, id, connection.sealed));
    if (refreshToken === undefined) throw new ProviderError('reconnect', RECONNECT);
    const grant = await twice(() => oauth.refresh(refreshToken));
    await deps.db.tenant(practiceId, (tx) =>
      saveRefreshed(tx, id, {
        sealed: sealConnection(deps.keys, id, { refreshToken: grant.refreshToken ?? refreshToken }),
        token: sealToken(deps.keys, id, grant.accessToken),
        until: grant.expiresAt,
      }),
    );
    return grant.accessToken;
  } catch (error) {
    await deps.db.tenant(practiceId, async (tx) => {
      await refreshFailed(tx, id);
      if (error instanceof ProviderError && error.reason === 'reconnect') await noteDead(tx, id, deps.clock());
    });
    throw error;
  }
}

const RECONNECT = 'The account has to be connected again: its permission was withdrawn or ran out.';

/** A dead grant is believed when it is said twice (failures F04). */
async function twice<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ProviderError) || error.reason !== 'reconnect') throw error;
    return ask();
  }
}

/** When a provider said when it may be asked again, that holds for the whole account. */
export function quietFor(error: ProviderError): Instant | undefined {
  return error.reason === 'retry' ? error.retryAfter : undefined;
}
