/** People: who works here and as what, who was invited, and what the practice asks of those who get in. */
import type { Role } from '../../domain/roles.ts';
import type { Instant, PractitionerId, UserId, Zone } from '../../domain/types.ts';
import { Badge, Card, Message } from '../components.tsx';
import { Checkbox, FieldError, TextField, type FieldErrors } from '../fields.tsx';
import { dayAndClock } from '../format.ts';
import { CopyField } from './copy-field.tsx';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';
import { RoleFields, type RoleChoice } from './role-fields.tsx';
import { roleWords } from './role-words.ts';

type Practitioners = readonly { readonly id: PractitionerId; readonly name: string }[];

type ShownMember = RoleChoice & {
  readonly userId: UserId;
  readonly email: string;
  readonly hasPasskey: boolean;
  readonly isSelf: boolean;
};

type ShownInvitation = {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly practitionerId: string | undefined;
  readonly expiresAt: Instant;
  readonly isOver: boolean;
  /** To hand on by oneself, where there is no mail server; undefined where a mail carries it. */
  readonly url: string | undefined;
};

export type PeoplePageProps = {
  readonly seat: Seat;
  readonly zone: Zone;
  readonly practitioners: Practitioners;
  readonly members: readonly ShownMember[];
  readonly invitations: readonly ShownInvitation[];
  readonly access: { readonly requirePasskey: boolean; readonly assistantsReserve: boolean };
  /** What was typed into the invitation, and why it cannot be taken. */
  readonly typed: RoleChoice & { readonly email: string };
  readonly errors: FieldErrors;
  /** What was refused about one member, one invitation, or the settings (`access`). */
  readonly problem?: { readonly of: string; readonly errors: FieldErrors } | undefined;
  readonly done?: string | undefined;
};

export function PeoplePage(props: PeoplePageProps) {
  return (
    <DeskPage seat={props.seat} title="People" place="/desk/people" done={props.done}>
      <Members {...props} />
      <Invitations {...props} />
      <Invite {...props} />
      <Access {...props} />
      <Card title="Programs" id="programs">
        <p>
          A program that acts for the practice has a key instead of a mail: <a href="/desk/api-keys">API keys</a>.
        </p>
      </Card>
    </DeskPage>
  );
}

function Members(props: PeoplePageProps) {
  return (
    <Card title="Who works here" id="members">
      <ul class="list">
        {props.members.map((member) => (
          <li>
            <div class="attention-words">
              <strong>
                <bdi class="break">{member.email}</bdi>
              </strong>{' '}
              {member.isSelf ? <Badge>You</Badge> : undefined}
              <div class="soft small">
                {whatWords(member, props.practitioners)} · {member.hasPasskey ? 'has a passkey' : 'no passkey'}
              </div>
            </div>
            <ChangeMember {...props} member={member} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function ChangeMember({ seat, practitioners, member, problem }: PeoplePageProps & { member: ShownMember }) {
  const { userId, email, hasPasskey, isSelf } = member;
  const errors = problem?.of === userId ? problem.errors : {};
  const action = `/desk/members/${userId}`;
  return (
    <details class="change" open={problem?.of === userId}>
      <summary aria-label={`Change ${email}`}>Change</summary>
      <div class="stack change-body">
        <DeskForm seat={seat} action={action}>
          <RoleFields prefix={userId} practitioners={practitioners} value={member} errors={errors} />
          <div class="row">
            <button class="button button-small">Save</button>
          </div>
        </DeskForm>
        <FieldError name={`id-${userId}`} error={errors['id']} />
        {isSelf ? undefined : (
          <div class="row">
            {hasPasskey ? (
              <DeskForm seat={seat} action={`${action}/forget-passkeys`} class="row">
                <button class="button button-quiet button-small" title="For somebody who lost them all">
                  Forget their passkeys
                </button>
              </DeskForm>
            ) : undefined}
            <DeskForm seat={seat} action={`${action}/remove`} class="row">
              <button class="button button-danger button-small">Remove from the practice</button>
            </DeskForm>
          </div>
        )}
      </div>
    </details>
  );
}

function Invitations({ seat, zone, practitioners, invitations, problem }: PeoplePageProps) {
  if (invitations.length === 0) return undefined;
  const isByHand = invitations.some(({ url }) => url !== undefined);
  return (
    <Card title="Invited" id="invitations">
      {isByHand ? (
        <Message tone="warn" title="No mail server is set up, so no mail went out.">
          <p>Hand each link on yourself, to its person alone: whoever has it gets in.</p>
        </Message>
      ) : undefined}
      <ul class="list">
        {invitations.map((invitation) => {
          const { id, email, expiresAt, isOver, url } = invitation;
          return (
            <li>
              <div class="attention-words">
                <strong>
                  <bdi class="break">{email}</bdi>
                </strong>{' '}
                {isOver ? <Badge tone="warn">Ran out</Badge> : undefined}
                <div class="soft small">
                  {whatWords(invitation, practitioners)} ·{' '}
                  {isOver ? 'the link was good until' : 'the link is good until'} {dayAndClock(expiresAt, zone)}
                </div>
                <FieldError name={`invitation-${id}`} error={problem?.of === id ? problem.errors['id'] : undefined} />
              </div>
              <div class="row">
                <DeskForm seat={seat} action={`/desk/invitations/${id}/resend`} class="row">
                  <button class="button button-quiet button-small">{url ? 'Make a new link' : 'Send again'}</button>
                </DeskForm>
                <DeskForm seat={seat} action={`/desk/invitations/${id}/withdraw`} class="row">
                  <button class="button button-danger button-small">Withdraw</button>
                </DeskForm>
              </div>
              {url && !isOver ? (
                <div class="whole-line">
                  <CopyField label={`Link for ${email}`} value={url} />
                </div>
              ) : undefined}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function Invite({ seat, practitioners, typed, errors }: PeoplePageProps) {
  return (
    <Card title="Invite somebody" id="invite">
      <p class="soft">They get a mail with a link that works once, for seven days.</p>
      <DeskForm seat={seat} action="/desk/invitations" class="stack short-form">
        <TextField
          name="email"
          label="Their email"
          type="email"
          value={typed.email}
          error={errors['email']}
          autocomplete="off"
          maxlength={254}
        />
        <RoleFields prefix="new" practitioners={practitioners} value={typed} errors={errors} />
        <div class="row">
          <button class="button">Invite</button>
        </div>
      </DeskForm>
    </Card>
  );
}

function Access({ seat, access, problem }: PeoplePageProps) {
  const errors: FieldErrors = problem?.of === 'access' ? problem.errors : {};
  return (
    <Card title="Getting in" id="access">
      <DeskForm seat={seat} action="/desk/people/access">
        <div class="stack-tight">
          <Checkbox
            name="requirePasskey"
            label="Ask everybody for a passkey"
            hint="Besides the mail. Who has none yet adds one when they sign in next; sessions without one stop at once."
            checked={access.requirePasskey}
          />
          <FieldError name="requirePasskey" error={errors['requirePasskey']} />
        </div>
        <Checkbox
          name="assistantsReserve"
          label="Assistants may reserve time"
          hint="For every practitioner of the practice. Otherwise owners do, and practitioners for themselves."
          checked={access.assistantsReserve}
        />
        <div class="row">
          <button class="button">Save</button>
        </div>
      </DeskForm>
    </Card>
  );
}

function whatWords({ role, practitionerId }: RoleChoice, practitioners: Practitioners): string {
  const name = practitioners.find(({ id }) => id === practitionerId)?.name;
  return name === undefined ? roleWords(role) : `${roleWords(role)}, ${name}`;
}
