/** Your account: passkeys and sessions of whoever is signed in. */
import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { addPasskeyTo, askToAdd, dropPasskey, listPasskeys, nameOfPasskey } from '../../actions/passkeys.ts';
import { listPractitioners } from '../../actions/practitioners.ts';
import { endOthers, endSessionById, listSessions } from '../../actions/sessions.ts';
import type { Deps } from '../../deps.ts';
import { AccountPage } from '../../views/desk/account-page.tsx';
import { roleWords } from '../../views/desk/role-words.ts';
import { deviceOf } from '../device.ts';
import { tellOfPasskey } from '../passkey-mails.ts';
import { passkeyPlace } from '../passkey-place.ts';
import type { DeskEnv } from '../session.ts';
import { checkForm, line, readForm } from './form.ts';
import { doneWords, readUuid, seatOf } from './seat.ts';

const LONGEST_NAME = 100;
const nameSchema = z.object({ name: line(LONGEST_NAME, 'Give it a name.') });

export function accountRoutes(deps: Deps): Hono<DeskEnv> {
  return new Hono<DeskEnv>()
    .get('/desk/account', (c) => show(c, deps))
    .post('/desk/account/passkeys', async (c) => {
      const place = passkeyPlace(deps);
      const form = await readForm(c);
      const read = checkForm(nameSchema, form);
      const { session } = c.get('signedIn');
      if (!place || !read.ok) return show(c, deps, 'Give the passkey a name of at most 100 characters.');
      const added = await addPasskeyTo(place, session, { answer: form['passkey'] ?? '', name: read.value.name });
      if (!added.ok) return show(c, deps, added.refusal.message);
      tellOfPasskey(c, deps, session.email);
      return c.redirect('/desk/account?done=passkey-added', 303);
    })
    .post('/desk/account/passkeys/:id/rename', async (c) => {
      const read = checkForm(nameSchema, await readForm(c));
      const passkeyId = readUuid(c.req.param('id'));
      if (passkeyId === undefined) return c.notFound();
      if (!read.ok) return show(c, deps, 'Give the passkey a name of at most 100 characters.');
      const named = await nameOfPasskey(deps, c.get('signedIn').session.userId, { passkeyId, name: read.value.name });
      return named.ok ? c.redirect('/desk/account?done=saved', 303) : c.notFound();
    })
    .post('/desk/account/passkeys/:id/remove', async (c) => {
      const passkeyId = readUuid(c.req.param('id'));
      if (passkeyId === undefined) return c.notFound();
      const dropped = await dropPasskey(deps, c.get('signedIn').session, passkeyId);
      if (dropped.ok) return c.redirect('/desk/account?done=passkey-removed', 303);
      return dropped.refusal.code === 'invalid' ? show(c, deps, dropped.refusal.message) : c.notFound();
    })
    .post('/desk/account/sessions/:id/end', async (c) => {
      const id = readUuid(c.req.param('id'));
      const ended = id === undefined ? undefined : await endSessionById(deps, c.get('signedIn').session, id);
      return ended?.ok ? c.redirect('/desk/account?done=session-ended', 303) : c.notFound();
    })
    .post('/desk/account/sessions/end-others', async (c) => {
      await endOthers(deps, c.get('signedIn').session);
      return c.redirect('/desk/account?done=sessions-ended', 303);
    });
}

async function show(c: Context<DeskEnv>, deps: Deps, problem?: string): Promise<Response> {
  const { staff, seat } = await seatOf(c);
  const { session } = c.get('signedIn');
  const place = passkeyPlace(deps);
  const [passkeys, sessions, practitioners, options] = await Promise.all([
    listPasskeys(deps, session.userId),
    listSessions(deps, session),
    listPractitioners(staff.ctx),
    place && askToAdd(place, session),
  ]);
  const own = practitioners.find(({ id }) => id === staff.workplace.practitionerId) ?? practitioners[0];
  const page = (
    <AccountPage
      seat={seat}
      zone={own?.zone ?? 'UTC'}
      roleWords={roleWords(staff.workplace.role)}
      passkeys={passkeys}
      isLocked={passkeys.length > 0 && !session.passkey}
      options={options}
      newName={deviceOf(c)}
      sessions={sessions.map((one) => ({ ...one, isThis: one.sessionId === session.sessionId }))}
      done={problem ? undefined : doneWords(c)}
      problem={problem}
    />
  );
  return c.html(page, problem ? 422 : 200);
}
