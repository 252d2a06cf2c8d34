/** Signing in and out. GET never uses a link up: a person presses the button. */
import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { askToSignIn, signInByPasskey } from '../../actions/passkeys.ts';
import { issueSignInCode, signIn, signInByCode, signOut, type Start } from '../../actions/sign-in.ts';
import type { Deps } from '../../deps.ts';
import { isPlainAddress } from '../../email/address.ts';
import { composeSignIn } from '../../email/sign-in.ts';
import { AskForLink, DeskRefused, LinkSent, UseLink } from '../../views/desk/sign-in.tsx';
import { emailKey } from '../../db/people.ts';
import { RATES, secondsUntil } from '../../domain/rates.ts';
import type { Instant } from '../../domain/types.ts';
import { randomToken } from '../../secrets/keys.ts';
import { afterwards } from '../afterwards.ts';
import { clientAddress } from '../client-address.ts';
import { deviceOf } from '../device.ts';
import { limiter, limitWrongSecrets, networkBehind, type Limiter } from '../limit.ts';
import { passkeyPlace } from '../passkey-place.ts';
import {
  askingSecret,
  doorOf,
  forgetAsking,
  forgetSession,
  rememberAsking,
  sessionToken,
  startSession,
} from '../session.ts';
import { address, checkForm, readForm } from './form.ts';

const schema = z.object({ email: address('Type the address that you are known by here.') });

export function signInRoutes(deps: Deps): Hono {
  const hit = limiter(deps);
  const limitWrong = limitWrongSecrets(deps);
  return new Hono()
    .use('/desk/*', async function refuseInTheClear(c, next) {
      if (doorOf(c, deps) === undefined) return c.html(<DeskRefused publicUrl={deps.config.publicUrl} />, 403);
      return next();
    })
    .get('/desk/sign-in', (c) => askPage(c, deps, c.req.query('done') === 'joined' ? { done: JOINED } : {}))
    .post('/desk/sign-in', async (c) => {
      const form = await readForm(c);
      const read = checkForm(schema, form);
      if (!(await deps.mailer())) return askPage(c, deps);
      if (!read.ok) return askPage(c, deps, { email: form['email'] ?? '', error: read.errors['email'] }, 422);
      const { email } = read.value;
      const until = await asksTooOften(hit, emailKey(email), networkBehind(c, deps));
      if (until !== undefined) {
        c.header('Retry-After', String(secondsUntil(until, deps.clock())));
        return askPage(c, deps, { email, error: TOO_OFTEN }, 429);
      }
      const browser = randomToken();
      rememberAsking(c, doorOf(c, deps)!, browser); // refused above when there is none
      // Not waited for: the answer takes as long for an address that nobody has.
      afterwards(c, sendLink(deps, { email, browser, device: deviceOf(c) }));
      return c.html(<LinkSent email={email} />);
    })
    .post('/desk/sign-in/code', async (c) => {
      const browser = askingSecret(c, doorOf(c, deps)!); // refused above when there is none
      const { code = '', email = '' } = await readForm(c);
      const typed = browser !== undefined && code.length <= LONGEST_CODE ? { browser, code } : undefined;
      const session = typed && (await signInByCode(deps, typed, startOf(c, deps)));
      if (session !== undefined) return enter(c, deps, session);
      const refused = await limitWrong(c);
      return refused ?? c.html(<LinkSent email={isPlainAddress(email) ? email : ''} error={WRONG_CODE} />, 422);
    })
    .post('/desk/sign-in/passkey', async (c) => {
      const place = passkeyPlace(deps);
      const { passkey = '' } = await readForm(c);
      const session = place && (await signInByPasskey(place, passkey, startOf(c, deps)));
      if (session !== undefined) return enter(c, deps, session);
      return (await limitWrong(c)) ?? askPage(c, deps, { passkeyError: WRONG_PASSKEY }, 422);
    })
    .get('/desk/sign-in/:token', (c) => c.html(<UseLink />))
    .post('/desk/sign-in/:token', async (c) => {
      const session = await signIn(deps, c.req.param('token'), startOf(c, deps));
      if (session !== undefined) return enter(c, deps, session);
      return (await limitWrong(c)) ?? askPage(c, deps, { problem: 'This link was used before or is too old.' }, 410);
    })
    .post('/desk/sign-out', async (c) => {
      const door = doorOf(c, deps)!; // refused above when there is none
      const token = sessionToken(c, door);
      if (token !== undefined) await signOut(deps, token);
      forgetSession(c, door);
      c.header('Clear-Site-Data', '"cache", "storage"');
      return c.redirect('/desk/sign-in', 303);
    });
}

const LONGEST_CODE = 20;
const WRONG_CODE =
  'This code is not right, or too old, or was tried too often. Ask for a new mail if it does not work.';
const WRONG_PASSKEY = 'The passkey was not confirmed, or is not known here. Try again, or sign in by mail.';
const JOINED = 'The practice was added to your account. Sign in as ever.';
const TOO_OFTEN = 'Links were asked for often from here. Use the newest one in your mail, or try again later.';

/** The same for every address, whether or not somebody has it (failures J06). */
async function asksTooOften(hit: Limiter, email: string, network: string): Promise<Instant | undefined> {
  return (
    (await hit(RATES.signInOfNetwork, network)) ??
    (await hit(RATES.signIn, email, network)) ??
    (await hit(RATES.signInOfDay, email, network)) ??
    (await hit(RATES.signInOfEmail, email))
  );
}

type Said = Omit<Parameters<typeof AskForLink>[0], 'mail' | 'passkey'>;

async function askPage(
  c: Context,
  deps: Deps,
  said: Said = {},
  status: 200 | 410 | 422 | 429 = 200,
): Promise<Response> {
  const place = passkeyPlace(deps);
  const [mailer, passkey] = await Promise.all([deps.mailer(), place && askToSignIn(place)]);
  return c.html(<AskForLink mail={mailer !== undefined} passkey={passkey} {...said} />, status);
}

/** Where a session begins. */
export function startOf(c: Context, deps: Deps): Start {
  return { device: deviceOf(c), address: clientAddress(c, deps.config.trustedProxies) };
}

/** A session of its own at each sign-in; the one before ends (failures J07). */
export async function enter(c: Context, deps: Deps, session: string): Promise<Response> {
  const door = doorOf(c, deps)!; // refused above when there is none
  const before = sessionToken(c, door);
  if (before !== undefined) await signOut(deps, before);
  startSession(c, door, session);
  if (askingSecret(c, door) !== undefined) forgetAsking(c, door);
  return c.redirect('/desk', 303);
}

type Asking = { readonly email: string; readonly browser: string; readonly device: string };

async function sendLink(deps: Deps, { email, browser, device }: Asking): Promise<void> {
  try {
    const issued = await issueSignInCode(deps, { email, browser });
    const mailer = issued && (await deps.mailer());
    if (!issued || !mailer) return;
    const url = `${deps.config.publicUrl}/desk/sign-in/${issued.token}`;
    await mailer.send(composeSignIn({ id: deps.newId(), to: email, url, code: issued.code, device }));
  } catch (error) {
    deps.log.warn('sign-in.mail-failed', { error: error instanceof Error ? error.name : 'unknown' });
  }
}
