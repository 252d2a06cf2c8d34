/** People: members, invitations, and what the practice asks of those who get in. For owners. */
import { Hono, type Context } from 'hono';
import { z } from 'zod';
import {
  invitationToken,
  invite,
  listInvitations,
  resendInvitation,
  withdrawInvitation,
} from '../../actions/invitations.ts';
import { changeAccess, changeMember, forgetMemberPasskeys, listMembers, removeMember } from '../../actions/members.ts';
import { listPractitioners } from '../../actions/practitioners.ts';
import type { Invalid, NotFound, Often } from '../../actions/refused.ts';
import type { Deps } from '../../deps.ts';
import { ROLES } from '../../domain/roles.ts';
import type { PractitionerId, UserId } from '../../domain/types.ts';
import { PeoplePage, type PeoplePageProps } from '../../views/desk/people-page.tsx';
import { tellOfForgotten } from '../passkey-mails.ts';
import type { DeskEnv } from '../session.ts';
import { address, checkForm, readForm, ticked } from './form.ts';
import { doneWords, readId, readUuid, seatOf, type Done } from './seat.ts';

const membership = {
  role: z.enum(ROLES, 'Choose one.'),
  // What cannot be an id is nobody's, and is refused as such.
  practitionerId: z
    .string()
    .default('')
    .transform((id) => (id === '' ? undefined : (id as PractitionerId))),
};
const memberSchema = z.object(membership);
const invitedSchema = z.object({ ...membership, email: address('Type the address of whom you invite.') });
const accessSchema = z.object({ requirePasskey: ticked(), assistantsReserve: ticked() });

const OFTEN = 'Many invitations went out within a short time. Wait an hour, or a day for one address.';
const BLANK = { email: '', role: 'assistant', practitionerId: undefined } as const;

export function peopleRoutes(deps: Deps): Hono<DeskEnv> {
  return new Hono<DeskEnv>()
    .get('/desk/people', (c) => show(c, deps))
    .post('/desk/invitations', async (c) => {
      const form = await readForm(c);
      const read = checkForm(invitedSchema, form);
      const known = memberSchema.safeParse(form);
      const typed = { ...BLANK, ...(known.success && known.data), email: form['email'] ?? '' };
      if (!read.ok) return show(c, deps, { typed, errors: read.errors });
      const { practitionerId, ...invited } = read.value;
      if (practitionerId !== undefined && readId(practitionerId) === undefined) return c.notFound();
      const sent = await invite(c.get('staff').ctx, { ...invited, practitionerId });
      if (sent.ok) return done(c, 'invited');
      const { refusal } = sent;
      const errors = refusal.code === 'invalid' ? { [refusal.field]: refusal.message } : { email: OFTEN };
      return show(c, deps, { typed, errors });
    })
    .post('/desk/invitations/:id/resend', async (c) => {
      const id = readUuid(c.req.param('id'));
      if (id === undefined) return c.notFound();
      const sent = await resendInvitation(c.get('staff').ctx, id);
      return sent.ok ? done(c, 'invited-again') : refused(c, deps, { of: id, refusal: sent.refusal });
    })
    .post('/desk/invitations/:id/withdraw', async (c) => {
      const id = readUuid(c.req.param('id'));
      const withdrawn = id === undefined ? undefined : await withdrawInvitation(c.get('staff').ctx, id);
      return withdrawn?.ok ? done(c, 'withdrawn') : c.notFound();
    })
    .post('/desk/members/:id', async (c) => {
      const userId = userIdOf(c);
      const read = checkForm(memberSchema, await readForm(c));
      if (userId === undefined || !(await listMembers(c.get('staff').ctx)).some((one) => one.userId === userId))
        return c.notFound();
      if (!read.ok) return show(c, deps, { problem: { of: userId, errors: read.errors } });
      const { practitionerId } = read.value;
      if (practitionerId !== undefined && readId(practitionerId) === undefined) return c.notFound();
      const changed = await changeMember(c.get('staff').ctx, userId, read.value);
      return changed.ok ? done(c, 'saved') : refused(c, deps, { of: userId, refusal: changed.refusal });
    })
    .post('/desk/members/:id/remove', async (c) => {
      const userId = userIdOf(c);
      if (userId === undefined) return c.notFound();
      const removed = await removeMember(c.get('staff').ctx, userId);
      return removed.ok ? done(c, 'member-removed') : refused(c, deps, { of: userId, refusal: removed.refusal });
    })
    .post('/desk/members/:id/forget-passkeys', async (c) => {
      const userId = userIdOf(c);
      if (userId === undefined) return c.notFound();
      const forgotten = await forgetMemberPasskeys(c.get('staff').ctx, userId);
      if (!forgotten.ok) return refused(c, deps, { of: userId, refusal: forgotten.refusal });
      tellOfForgotten(c, deps, forgotten.value.email);
      return done(c, 'passkeys-forgotten');
    })
    .post('/desk/people/access', async (c) => {
      const read = checkForm(accessSchema, await readForm(c));
      if (!read.ok) return show(c, deps, { problem: { of: 'access', errors: read.errors } });
      const changed = await changeAccess(c.get('staff').ctx, read.value);
      return changed.ok ? done(c, 'saved') : refused(c, deps, { of: 'access', refusal: changed.refusal });
    });
}

function userIdOf(c: Context): UserId | undefined {
  return readUuid(c.req.param('id')) as UserId | undefined; // one of the practice's, or not found there
}

function done(c: Context, what: Done): Response {
  return c.redirect(`/desk/people?done=${what}`, 303);
}

/** Beside the person, invitation or settings that it is about. */
function refused(
  c: Context<DeskEnv>,
  deps: Deps,
  { of, refusal }: { of: string; refusal: Invalid | NotFound | Often },
): Response | Promise<Response> {
  if (refusal.code === 'not-found') return c.notFound();
  const errors = refusal.code === 'invalid' ? { [refusal.field]: refusal.message } : { id: OFTEN };
  return show(c, deps, { problem: { of, errors } });
}

async function show(
  c: Context<DeskEnv>,
  deps: Deps,
  said: Partial<Pick<PeoplePageProps, 'typed' | 'errors' | 'problem'>> = {},
): Promise<Response> {
  const { staff, seat, practice } = await seatOf(c);
  const { ctx } = staff;
  const { userId } = c.get('signedIn').session;
  const [members, invitations, practitioners, mailer] = await Promise.all([
    listMembers(ctx),
    listInvitations(ctx),
    listPractitioners(ctx),
    deps.mailer(),
  ]);
  const linkOf = (invitation: (typeof invitations)[number]): string | undefined =>
    mailer ? undefined : `${deps.config.publicUrl}/desk/invitations/${invitationToken(deps.keys, invitation)}`;
  const page = (
    <PeoplePage
      seat={seat}
      zone={practitioners[0]?.zone ?? 'UTC'}
      practitioners={practitioners}
      members={members.map((member) => ({ ...member, isSelf: member.userId === userId }))}
      invitations={invitations.map((one) => ({ ...one, isOver: one.expiresAt <= ctx.now, url: linkOf(one) }))}
      access={practice}
      typed={BLANK}
      errors={{}}
      done={Object.keys(said).length > 0 ? undefined : doneWords(c)}
      {...said}
    />
  );
  return c.html(page, Object.keys(said).length > 0 ? 422 : 200);
}
