/** Signing in and out. GET never uses a link up: a person presses the button. */
import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { issueSignIn, signIn, signOut } from '../../actions/sign-in.ts';
import type { Deps } from '../../deps.ts';
import { composeSignIn } from '../../email/sign-in.ts';
import { AskForLink, DeskRefused, LinkSent, UseLink } from '../../views/desk/sign-in.tsx';
import { emailKey } from '../../db/people.ts';
import { RATES, secondsUntil } from '../../domain/rates.ts';
import type { Instant } from '../../domain/types.ts';
import { limiter, limitWrongSecrets, networkBehind, type Limiter } from '../limit.ts';
import { doorOf, forgetSession, sessionToken, startSession } from '../session.ts';
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
    .get('/desk/sign-in', async (c) => c.html(<AskForLink mail={(await deps.mailer()) !== undefined} />))
    .post('/desk/sign-in', async (c) => {
      const form = await readForm(c);
      const read = checkForm(schema, form);
      const mailer = await deps.mailer();
      if (!mailer) return c.html(<AskForLink mail={false} />);
      if (!read.ok) return c.html(<AskForLink mail email={form['email'] ?? ''} error={read.errors['email']} />, 422);
      const until = await asksTooOften(hit, emailKey(read.value.email), networkBehind(c, deps));
      if (until !== undefined) {
        c.header('Retry-After', String(secondsUntil(until, deps.clock())));
        return c.html(<AskForLink mail email={read.value.email} error={TOO_OFTEN} />, 429);
      }
      // Not waited for: the answer takes as long for an address that nobody has.
      afterwards(c, sendLink(deps, read.value.email));
      return c.html(<LinkSent email={read.value.email} />);
    })
    .get('/desk/sign-in/:token', (c) => c.html(<UseLink />))
    .post('/desk/sign-in/:token', async (c) => {
      const door = doorOf(c, deps)!; // refused above when there is none
      const session = await signIn(deps, c.req.param('token'));
      if (session === undefined) {
        const refused = await limitWrong(c);
        if (refused) return refused;
        const mail = (await deps.mailer()) !== undefined;
        return c.html(<AskForLink mail={mail} problem="This link was used before or is too old." />, 410);
      }
      const before = sessionToken(c, door);
      if (before !== undefined) await signOut(deps, before);
      startSession(c, door, session);
      return c.redirect('/desk', 303);
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

async function sendLink(deps: Deps, email: string): Promise<void> {
  try {
    const token = await issueSignIn(deps, email);
    const mailer = token === undefined ? undefined : await deps.mailer();
    if (token === undefined || !mailer) return;
    await mailer.send(
      composeSignIn({ id: deps.newId(), to: email, url: `${deps.config.publicUrl}/desk/sign-in/${token}` }),
    );
  } catch (error) {
    deps.log.warn('sign-in.mail-failed', { error: error instanceof Error ? error.name : 'unknown' });
  }
}

/** Workers end a request's work with its answer unless told to wait; Node does not, and has no execution context. */
function afterwards(c: Context, work: Promise<void>): void {
  try {
    c.executionCtx.waitUntil(work);
  } catch {
    // On Node: the work goes on by itself, and reports its own failure.
  }
}
