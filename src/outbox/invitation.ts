/** The mail with which somebody is invited to the desk: made of the invitation as it stands when the mail goes out. */
import { loadInvitation } from '../db/members.ts';
import { loadPractice } from '../db/practices.ts';
import { composeInvitation } from '../email/invitation.ts';
import { deriveToken } from '../secrets/keys.ts';
import type { Prepare } from './task.ts';

export const prepareInvitation: Prepare = async ({ keys, config }, tx, job, { now }) => {
  const [invitation, practice] = await Promise.all([loadInvitation(tx, job.subject), loadPractice(tx)]);
  if (!invitation || !practice || invitation.expiresAt <= now)
    return { do: 'nothing', why: 'It was answered, withdrawn, or is too old.' };
  if (invitation.link.version !== job.payload['version']) return { do: 'nothing', why: 'It was sent anew since.' };
  const token = deriveToken(keys, { ...invitation.link, purpose: 'invitation', id: invitation.id });
  const { id, email, role, expiresAt } = invitation;
  return {
    do: 'send',
    mail: composeInvitation({
      id: `invitation-${job.id}`,
      to: email,
      url: `${config.publicUrl}/desk/invitations/${token}`,
      practice: { name: practice.name, email: practice.email },
      role,
    }),
    until: expiresAt,
    invitationId: id,
    record: async () => {},
  };
};
