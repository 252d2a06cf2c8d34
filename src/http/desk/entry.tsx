/** Between signing in and the desk: the second factor where a practice asks for it, and which practice where there are several. */
import { Hono, type Context } from 'hono';
import { addPasskeyTo, askToAdd, askToShow, listPasskeys, showPasskey } from '../../actions/passkeys.ts';
import { enterPractice } from '../../actions/sessions.ts';
import type { Deps } from '../../deps.ts';
import type { PracticeId } from '../../domain/types.ts';
import { FirstPasskeyPage, PracticesPage, ShowPasskeyPage } from '../../views/desk/entry-pages.tsx';
import { roleWords } from '../../views/desk/role-words.ts';
import { needsPasskey } from '../desk-guard.ts';
import { deviceOf } from '../device.ts';
import { tellOfPasskey } from '../passkey-mails.ts';
import { passkeyPlace } from '../passkey-place.ts';
import type { DeskEnv } from '../session.ts';
import { readForm } from './form.ts';
import { readUuid } from './seat.ts';

export function entryRoutes(deps: Deps): Hono<DeskEnv> {
  return new Hono<DeskEnv>()
    .get('/desk/passkey', async (c) => (c.get('signedIn').session.passkey ? c.redirect('/desk', 303) : ask(c, deps)))
    .post('/desk/passkey', async (c) => {
      const place = passkeyPlace(deps);
      const { session } = c.get('signedIn');
      const form = await readForm(c);
      if (!place) return ask(c, deps);
      const answer = form['passkey'] ?? '';
      // Only the first one may be added by a mail alone; after that a mail alone adds nothing.
      const isFirst = (await listPasskeys(deps, session.userId)).length === 0;
      const name = (form['name'] ?? '').trim().slice(0, 100) || deviceOf(c);
      const outcome = isFirst
        ? await addPasskeyTo(place, session, { answer, name })
        : await showPasskey(place, session, answer);
      if (!outcome.ok) return ask(c, deps, outcome.refusal.message);
      if (isFirst) tellOfPasskey(c, deps, session.email);
      return c.redirect(needsPasskey(session) ? '/desk' : '/desk/account', 303);
    })
    .get('/desk/practices', (c) => {
      const { session, formToken } = c.get('signedIn');
      const practices = session.workplaces.map(({ practiceId, name, role }) => ({
        id: practiceId,
        name,
        role: roleWords(role),
      }));
      return c.html(<PracticesPage practices={practices} formToken={formToken} />);
    })
    .post('/desk/practices/:id/choose', async (c) => {
      const id = readUuid(c.req.param('id'));
      // Looked for among the session's own.
      const entered =
        id === undefined ? undefined : await enterPractice(deps, c.get('signedIn').session, id as PracticeId);
      return entered?.ok ? c.redirect('/desk', 303) : c.notFound();
    });
}

async function ask(c: Context<DeskEnv>, deps: Deps, error?: string): Promise<Response> {
  const { session, formToken } = c.get('signedIn');
  const place = passkeyPlace(deps);
  const status = error === undefined ? 200 : 422;
  if ((await listPasskeys(deps, session.userId)).length === 0) {
    const options = place && (await askToAdd(place, session));
    return c.html(
      <FirstPasskeyPage options={options} formToken={formToken} error={error} name={deviceOf(c)} />,
      status,
    );
  }
  const options = place && (await askToShow(place, session));
  const isAskedFor = needsPasskey(session);
  return c.html(
    <ShowPasskeyPage options={options} formToken={formToken} error={error} isAskedFor={isAskedFor} />,
    status,
  );
}
