/** The link of an invitation. GET never uses it up: a person presses the button. */
import { Hono } from 'hono';
import { acceptInvitation, readInvitation } from '../../actions/invitations.ts';
import { enterPractice } from '../../actions/sessions.ts';
import { sessionOf } from '../../actions/sign-in.ts';
import type { Deps } from '../../deps.ts';
import { InvitationOverPage, InvitationPage } from '../../views/desk/invitation-page.tsx';
import { limitWrongSecrets } from '../limit.ts';
import { doorOf, sessionToken } from '../session.ts';
import { enter, startOf } from './sign-in.tsx';

export function invitationRoutes(deps: Deps): Hono {
  const limitWrong = limitWrongSecrets(deps);
  return new Hono()
    .get('/desk/invitations/:token', async (c) => {
      const invitation = await readInvitation(deps, c.req.param('token'));
      if (invitation) return c.html(<InvitationPage {...invitation} />);
      return (await limitWrong(c)) ?? c.html(<InvitationOverPage />, 410);
    })
    .post('/desk/invitations/:token', async (c) => {
      const accepted = await acceptInvitation(deps, c.req.param('token'), startOf(c, deps));
      if (!accepted.ok) return (await limitWrong(c)) ?? c.html(<InvitationOverPage />, 410);
      const { session, userId, practiceId } = accepted.value;
      if (session !== undefined) return enter(c, deps, session);
      // Works elsewhere too: whoever is signed in as that person is taken along, anybody else signs in as ever.
      const token = sessionToken(c, doorOf(c, deps)!); // refused before where there is none
      const current = token === undefined ? undefined : await sessionOf(deps, token);
      if (current?.userId !== userId) return c.redirect('/desk/sign-in?done=joined', 303);
      await enterPractice(deps, current, practiceId);
      return c.redirect('/desk', 303);
    });
}
