/** Connecting an account: signing in at the provider, or an address with user and password; each is tried before it is kept. */
import type { Grant } from '../../connectors/oauth.ts';
import { ProviderError, type Access, type ExternalCalendar } from '../../connectors/provider.ts';
import type { Context } from '../actions/context.ts';
import { invalid, NOT_FOUND, refuse, type Invalid, type NotFound } from '../actions/refused.ts';
import { writeAudit } from '../actions/write-audit.ts';
import { connectionOfAccount, insertConnection, renewConnection, saveRoles } from '../db/connected.ts';
import { loadConnection } from '../db/connections.ts';
import type { Tx } from '../db/database.ts';
import { useChallenge } from '../db/passkeys.ts';
import { loadPractitioner, raiseRevision } from '../db/practitioners.ts';
import { DEFAULT_RULES } from '../domain/busy.ts';
import { readFeedAddress } from '../domain/feed-address.ts';
import type { CalendarId, ConnectionId, Outcome, PractitionerId } from '../domain/types.ts';
import { openConnection, sealConnection, sealToken, type ConnectionSecret } from '../secrets/connection.ts';
import { challengeOf, newConsent, openConsent, sealConsent } from '../secrets/consent.ts';
import { hashToken } from '../secrets/keys.ts';
import { providerOf, type AccessDeps } from './access.ts';

export type SignInKind = 'google' | 'outlook';

/** The page at the provider where somebody says yes; undefined where the operator has not set the provider up. */
export function consentUrl(
  deps: AccessDeps,
  ctx: Context,
  asked: {
    readonly kind: SignInKind;
    readonly practitionerId: PractitionerId;
    /** Of the desk: the answer counts in no other. */
    readonly sessionId: string;
    readonly redirect: string;
    /** The one that is to be connected again. */
    readonly again?: { readonly id: ConnectionId; readonly account: string } | undefined;
  },
): string | undefined {
  const oauth = deps.providers[asked.kind]?.oauth;
  if (!oauth) return undefined;
  const { practiceId } = ctx;
  const { kind, practitionerId, again, redirect } = asked;
  const consent = newConsent({ practiceId, practitionerId, kind, connectionId: again?.id }, ctx.now);
  return oauth.consentUrl({
    state: sealConsent(ctx.keys, asked.sessionId, consent),
    challenge: challengeOf(consent),
    redirect,
    ...(again && { account: again.account }),
  });
}

export type ConsentRefusal =
  /** Not asked for here, too long ago, or used before. */
  | { readonly code: 'state' }
  /** Fewer permissions than it takes (failures F10). */
  | { readonly code: 'scopes'; readonly missing: readonly string[] }
  /** Another account than the one that is to be connected again (failures F07). */
  | { readonly code: 'other-account'; readonly account: string }
  | { readonly code: 'provider'; readonly message: string }
  | NotFound;

export type Connected = { readonly connectionId: ConnectionId; readonly renewed: boolean };

/** What the provider sent the browser back with. Nothing is stored unless all of it is right. */
export async function finishConsent(
  deps: AccessDeps,
  ctx: Context,
  answer: { readonly sessionId: string; readonly state: string; readonly code: string; readonly redirect: string },
): Promise<Outcome<Connected, ConsentRefusal>> {
  const consent = openConsent(ctx.keys, answer.sessionId, answer.state, ctx.now);
  if (!consent || consent.practiceId !== ctx.practiceId) return refuse({ code: 'state' });
  if (!(await useChallenge(ctx.db.sql, hashToken(answer.state), consent.until))) return refuse({ code: 'state' });
  const { kind, verifier, practitionerId } = consent;
  try {
    const provider = providerOf(deps, kind);
    const { oauth } = provider;
    if (!oauth) return refuse({ code: 'state' });
    const grant = await oauth.exchange({ code: answer.code, verifier, redirect: answer.redirect });
    const missing = oauth.needed.filter((scope) => !grant.scopes.includes(scope));
    if (missing.length > 0 || grant.refreshToken === undefined) {
      // Taken back, the permission of a connection that works would be gone too.
      if (consent.connectionId === undefined)
        await oauth.revoke(grant.refreshToken ?? grant.accessToken).catch(() => {});
      return refuse({ code: 'scopes', missing });
    }
    const access = { connection: 'the new connection', token: grant.accessToken };
    const calendars = await provider.calendars(access);
    return await keep(ctx, {
      ...{ kind, practitionerId, calendars, account: grant.account ?? '', masked: grant.account ?? kind },
      ...{ secret: { refreshToken: grant.refreshToken }, grant, again: consent.connectionId },
    });
  } catch (error) {
    if (error instanceof ProviderError) return refuse({ code: 'provider', message: error.message });
    throw error;
  }
}

export type CaldavInput = {
  readonly practitionerId: PractitionerId;
  /** As typed: a server, or a service such as `fastmail.com`. */
  readonly address: string;
  readonly user: string;
  readonly password: string;
  /** The account that is to be connected again: at the server that is known, whatever address is typed. */
  readonly again?: ConnectionId | undefined;
};

export async function connectCaldav(
  deps: AccessDeps,
  ctx: Context,
  input: CaldavInput,
): Promise<Outcome<Connected, Invalid | NotFound>> {
  const known = input.again && (await readLogin(ctx, input.again));
  if (input.again && !known) return NOT_FOUND;
  const given = (known?.address ?? input.address).trim();
  const typed = /^[a-z][a-z\d+.-]*:/i.test(given) ? given : `https://${given}`;
  const read = readFeedAddress(typed);
  if (!read.ok) return invalid('address', read.refusal);
  if (input.user.trim() === '') return invalid('user', 'Enter the user name of the calendar account.');
  if (input.password === '') return invalid('password', 'Enter the password, mostly one made for this app alone.');
  const { address, masked } = read.value;
  const login = { user: input.user.trim(), password: input.password };
  const access: Access = { connection: 'the new connection', address, login };
  try {
    const calendars = await providerOf(deps, 'caldav').calendars(access);
    const kept = await keep(ctx, {
      ...{ kind: 'caldav', practitionerId: input.practitionerId, calendars, account: `${login.user} at ${masked}` },
      ...{ masked, secret: { address, login }, grant: undefined, again: input.again },
    });
    if (kept.ok) return kept;
    if (kept.refusal.code === 'not-found') return NOT_FOUND;
    return invalid('user', 'This is another account than the one that is to be connected again.');
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return invalid(error.reason === 'reconnect' ? 'password' : 'address', error.message);
  }
}

/** How a CalDAV account is opened, but for its password. */
export async function readLogin(
  ctx: Context,
  id: ConnectionId,
): Promise<{ readonly address: string; readonly user: string } | undefined> {
  const connection = await ctx.db.tenant(ctx.practiceId, (tx) => loadConnection(tx, id));
  if (connection?.kind !== 'caldav') return undefined;
  const { address = '', login } = openConnection(ctx.keys, id, connection.sealed);
  return { address, user: login?.user ?? '' };
}

type Kept = {
  readonly kind: SignInKind | 'caldav';
  readonly practitionerId: PractitionerId;
  readonly calendars: readonly ExternalCalendar[];
  readonly account: string;
  readonly masked: string;
  readonly secret: ConnectionSecret;
  readonly grant: Grant | undefined;
  readonly again: ConnectionId | undefined;
};

async function keep(ctx: Context, kept: Kept): Promise<Outcome<Connected, ConsentRefusal>> {
  return ctx.db.tenant(ctx.practiceId, async (tx): Promise<Outcome<Connected, ConsentRefusal>> => {
    const { practitionerId, kind, account } = kept;
    if (!(await loadPractitioner(tx, practitionerId))) return NOT_FOUND;
    const same = await connectionOfAccount(tx, { practitionerId, kind, account });
    if (kept.again !== undefined && same !== kept.again) {
      return (await loadConnection(tx, kept.again)) ? refuse({ code: 'other-account', account }) : NOT_FOUND;
    }
    const connectionId = same ?? (ctx.newId() as ConnectionId); // new ids get their brand here
    const sealed = sealConnection(ctx.keys, connectionId, kept.secret);
    const { grant } = kept;
    const token = grant && { sealed: sealToken(ctx.keys, connectionId, grant.accessToken), until: grant.expiresAt };
    if (same) await renewConnection(tx, same, { sealed, token, now: ctx.now });
    else {
      const { masked } = kept;
      await insertConnection(tx, {
        ...{ id: connectionId, practitionerId, kind, label: account, account },
        ...{ masked, sealed, token, now: ctx.now },
      });
      await saveFirstRoles(ctx, tx, connectionId, kept);
    }
    await raiseRevision(tx, practitionerId);
    const action = same ? 'connection.renewed' : 'connection.added';
    await writeAudit(ctx, tx, { action, subject: ['connection', connectionId], details: { kind } });
    return { ok: true, value: { connectionId, renewed: same !== undefined } };
  });
}

/** The main calendar blocks time at once, so that nobody books over it; where appointments go is asked next. */
async function saveFirstRoles(ctx: Context, tx: Tx, connectionId: ConnectionId, kept: Kept): Promise<void> {
  const { calendars, practitionerId } = kept;
  const main = calendars.find(({ primary }) => primary) ?? calendars[0];
  for (const { id: externalId, name, writable } of calendars) {
    await saveRoles(
      tx,
      { connectionId, practitionerId, newId: ctx.newId() as CalendarId, now: ctx.now },
      {
        ...{ externalId, name, writable, rules: DEFAULT_RULES },
        blocks: externalId === main?.id,
        receives: false,
        definesOpenings: false,
        privacy: 'busy',
      },
    );
  }
}
