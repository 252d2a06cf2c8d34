/** Connecting by signing in at a provider: off to its page, back with a code, and the one step that connects. */
import { Hono, type Context } from 'hono';
import { listAccounts } from '../../actions/connections.ts';
import { listPractitioners } from '../../actions/practitioners.ts';
import type { Deps } from '../../deps.ts';
import type { PractitionerId } from '../../domain/types.ts';
import { consentUrl, finishConsent, type ConsentRefusal, type SignInKind } from '../../sync/connect.ts';
import { KIND_NAMES } from '../../views/desk/account-kinds.ts';
import { SignedInPage } from '../../views/desk/connect-pages.tsx';
import { redirectAddress } from '../../views/registration.ts';
import type { DeskEnv } from '../session.ts';
import { readForm } from './form.ts';
import { readId, seatOf } from './seat.ts';

type Place = Context<DeskEnv>;

export function calendarSignInRoutes(deps: Deps): Hono<DeskEnv> {
  return new Hono<DeskEnv>()
    .get('/desk/calendars/sign-in/:kind{google|outlook}', async (c) => {
      const { ctx } = c.get('staff');
      const practitionerId = readId<PractitionerId>(c.req.query('practitioner'));
      const [practitioners, accounts] = await Promise.all([listPractitioners(ctx), listAccounts(ctx)]);
      const known = practitioners.some(({ id }) => id === practitionerId);
      const kind = kindOf(c);
      const again = accounts.find(({ id }) => id === c.req.query('account'));
      const { sessionId } = c.get('signedIn').session;
      const url =
        known && practitionerId
          ? consentUrl(deps, ctx, { kind, practitionerId, sessionId, redirect: redirectOf(deps, kind), again })
          : undefined;
      // Nothing is stored before the provider has answered.
      return url === undefined ? c.redirect('/desk/calendars#connect', 303) : c.redirect(url, 302);
    })
    .get('/desk/calendars/signed-in/:kind{google|outlook}', async (c) => {
      const { state = '', code = '', error } = c.req.query();
      const problem = error === undefined && code !== '' ? undefined : NOT_ALLOWED;
      return show(c, { state, code, problem });
    })
    .post('/desk/calendars/signed-in/:kind{google|outlook}', async (c) => {
      const { state = '', code = '' } = await readForm(c);
      const kind = kindOf(c);
      const { sessionId } = c.get('signedIn').session;
      const redirect = redirectOf(deps, kind);
      const done = await finishConsent(deps, c.get('staff').ctx, { sessionId, state, code, redirect });
      if (done.ok) return c.redirect(`/desk/calendars/accounts/${done.value.connectionId}?done=connected`, 303);
      return show(c, { state: '', code: '', problem: wordsOf(done.refusal, kind) });
    });
}

const NOT_ALLOWED = 'The sign-in was not finished, or the permission was not given. Nothing was stored.';

function kindOf(c: Place): SignInKind {
  return c.req.param('kind') === 'outlook' ? 'outlook' : 'google';
}

function redirectOf({ config }: Deps, kind: SignInKind): string {
  return redirectAddress(config.publicUrl, kind);
}

async function show(
  c: Place,
  shown: { readonly state: string; readonly code: string; readonly problem: string | undefined },
): Promise<Response> {
  const { seat } = await seatOf(c);
  return c.html(<SignedInPage seat={seat} kind={kindOf(c)} {...shown} />, shown.problem === undefined ? 200 : 422);
}

function wordsOf(refusal: ConsentRefusal, kind: SignInKind): string {
  const name = KIND_NAMES[kind];
  switch (refusal.code) {
    case 'state':
      return 'This sign-in was begun elsewhere, too long ago, or used before. Begin again.';
    case 'scopes':
      return `Some permissions were left out at ${name}. It takes all that are asked for: to see the calendars, and to read and write events. Begin again and leave all boxes ticked.`;
    case 'other-account':
      return `This is another account (${refusal.account}) than the one that is to be connected again. Sign in with that one, or connect this one beside it.`;
    case 'provider':
      return refusal.message;
    case 'not-found':
      return 'The practitioner or the connection is not here any more.';
  }
}
