/** Your account: how you get in, where you are signed in, and the practices you work in. */
import type { Instant, Zone } from '../../domain/types.ts';
import { Badge, Card, Empty } from '../components.tsx';
import { TextField } from '../fields.tsx';
import { dayAndClock } from '../format.ts';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';
import { NoPasskeys, PasskeyForm } from './passkey-form.tsx';

export type AccountPageProps = {
  readonly seat: Seat;
  readonly zone: Zone;
  readonly roleWords: string;
  readonly passkeys: readonly {
    readonly passkeyId: string;
    readonly name: string;
    readonly createdAt: Instant;
    readonly usedAt: Instant | undefined;
  }[];
  /** There are passkeys and none was shown in this session: they stay as they are until one is. */
  readonly isLocked: boolean;
  /** What the browser is asked for a new passkey; undefined where passkeys cannot be. */
  readonly options: string | undefined;
  readonly newName: string;
  readonly sessions: readonly {
    readonly sessionId: string;
    readonly device: string;
    readonly since: Instant;
    readonly seenAt: Instant;
    readonly isThis: boolean;
  }[];
  readonly done?: string | undefined;
  readonly problem?: string | undefined;
};

export function AccountPage(props: AccountPageProps) {
  const { seat } = props;
  return (
    <DeskPage seat={seat} title="Your account" place="/desk/account" done={props.done}>
      <div class="stack-tight">
        <p>
          <bdi>{seat.email}</bdi> · {props.roleWords}
        </p>
        {seat.severalPractices ? (
          <p>
            <a href="/desk/practices">Go to another practice</a>
          </p>
        ) : undefined}
      </div>
      <Passkeys {...props} />
      <Sessions {...props} />
    </DeskPage>
  );
}

function Passkeys({ seat, passkeys, isLocked, options, newName, zone, problem }: AccountPageProps) {
  return (
    <Card title="Passkeys" id="passkeys">
      <p class="soft">
        A passkey signs you in with your finger, face, PIN or security key: no mail, and nothing that could be copied or
        typed into a false page.
      </p>
      {problem ? (
        <p class="field-error" role="alert">
          {problem}
        </p>
      ) : undefined}
      {passkeys.length === 0 ? (
        <Empty title="No passkey yet." />
      ) : (
        <ul class="list">
          {passkeys.map(({ passkeyId, name, createdAt, usedAt }) => (
            <li>
              <div class="attention-words">
                <strong>
                  <bdi>{name}</bdi>
                </strong>
                <div class="soft small">
                  Added on {dayAndClock(createdAt, zone)}
                  {usedAt === undefined ? '' : `, last used on ${dayAndClock(usedAt, zone)}`}
                </div>
              </div>
              <details class="change">
                <summary>Change</summary>
                <div class="stack-tight">
                  <DeskForm seat={seat} action={`/desk/account/passkeys/${passkeyId}/rename`} class="inline-form">
                    <div class="field">
                      <label for={`name-${passkeyId}`}>Name</label>
                      <input
                        class="input"
                        id={`name-${passkeyId}`}
                        name="name"
                        value={name}
                        maxlength={100}
                        dir="auto"
                      />
                    </div>
                    <button class="button button-quiet button-small">Rename</button>
                  </DeskForm>
                  {isLocked ? undefined : (
                    <DeskForm seat={seat} action={`/desk/account/passkeys/${passkeyId}/remove`} class="row">
                      <button class="button button-danger button-small">Remove</button>
                    </DeskForm>
                  )}
                </div>
              </details>
            </li>
          ))}
        </ul>
      )}
      {isLocked ? (
        <p>
          To add or remove one, <a href="/desk/passkey">confirm with a passkey</a> first.
        </p>
      ) : options === undefined ? (
        <p class="soft">
          Passkeys need an address with a name: open the desk at its public address, such as
          https://booking.example.org.
        </p>
      ) : (
        <>
          <PasskeyForm ask={{ kind: 'add', action: '/desk/account/passkeys', options, formToken: seat.formToken }}>
            <div class="inline-form">
              <TextField name="name" label="Name of a new passkey" value={newName} maxlength={100} />
              <button class="button">Add a passkey</button>
            </div>
          </PasskeyForm>
          <NoPasskeys />
        </>
      )}
    </Card>
  );
}

function Sessions({ seat, sessions, zone }: AccountPageProps) {
  const others = sessions.some(({ isThis }) => !isThis);
  return (
    <Card title="Where you are signed in" id="sessions">
      <p class="soft">A session ends after 15 minutes without use, and after 12 hours in any case.</p>
      <ul class="list">
        {sessions.map(({ sessionId, device, since, seenAt, isThis }) => (
          <li>
            <div class="attention-words">
              <strong>{device || 'A browser'}</strong> {isThis ? <Badge tone="good">This one</Badge> : undefined}
              <div class="soft small">
                Since {dayAndClock(since, zone)}, last used on {dayAndClock(seenAt, zone)}
              </div>
            </div>
            {isThis ? undefined : (
              <DeskForm seat={seat} action={`/desk/account/sessions/${sessionId}/end`} class="row">
                <button class="button button-quiet button-small">End</button>
              </DeskForm>
            )}
          </li>
        ))}
      </ul>
      {others ? (
        <DeskForm seat={seat} action="/desk/account/sessions/end-others" class="row">
          <button class="button button-quiet">End all others</button>
        </DeskForm>
      ) : undefined}
    </Card>
  );
}
