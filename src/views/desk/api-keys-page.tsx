/** Keys for programs that act for the practice: made, shown once, and revoked. */
import type { Instant, Zone } from '../../domain/types.ts';
import { Badge, Card, Empty, Message } from '../components.tsx';
import { TextField } from '../fields.tsx';
import { dayAndClock } from '../format.ts';
import { CopyField } from './copy-field.tsx';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';

export function ApiKeysPage(props: {
  seat: Seat;
  zone: Zone;
  keys: readonly {
    readonly keyId: string;
    readonly name: string;
    readonly createdAt: Instant;
    readonly revokedAt: Instant | undefined;
  }[];
  /** The one that was just made: shown on this page and never again. */
  made?: { readonly name: string; readonly apiKey: string } | undefined;
  typed?: string;
  error?: string | undefined;
  done?: string | undefined;
}) {
  const { seat, zone, keys, made } = props;
  return (
    <DeskPage
      seat={seat}
      title="API keys"
      place="/desk/people"
      path={[{ label: 'People', href: '/desk/people' }]}
      done={props.done}
    >
      {made ? (
        <Message tone="good" title={`The key “${made.name}” is made.`}>
          <p>Copy it now: it is shown this once and kept nowhere. Whoever has it may do all that an owner may.</p>
          <CopyField label={`API key ${made.name}`} value={made.apiKey} />
        </Message>
      ) : undefined}
      <Card title="Keys" id="keys">
        <p class="soft">
          With a key a program does what the desk does, for this practice alone. What it can ask for stands in the{' '}
          <a href="/api/v1">description of the API</a>.
        </p>
        {keys.length === 0 ? (
          <Empty title="No keys yet." />
        ) : (
          <ul class="list">
            {keys.map(({ keyId, name, createdAt, revokedAt }) => (
              <li>
                <div class="attention-words">
                  <strong>
                    <bdi class="break">{name}</bdi>
                  </strong>{' '}
                  {revokedAt === undefined ? undefined : <Badge>Revoked</Badge>}
                  <div class="soft small">
                    Made on {dayAndClock(createdAt, zone)}
                    {revokedAt === undefined ? '' : `, revoked on ${dayAndClock(revokedAt, zone)}`}
                  </div>
                </div>
                {revokedAt === undefined ? (
                  <DeskForm seat={seat} action={`/desk/api-keys/${keyId}/revoke`} class="row">
                    <button class="button button-danger button-small">Revoke</button>
                  </DeskForm>
                ) : undefined}
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Card title="Make a key" id="new">
        <DeskForm seat={seat} action="/desk/api-keys">
          <TextField
            name="name"
            label="Name"
            hint="Of the program that gets it, so that you know what stops when you revoke it."
            value={props.typed ?? ''}
            error={props.error}
            maxlength={100}
          />
          <div class="row">
            <button class="button">Make a key</button>
          </div>
        </DeskForm>
      </Card>
    </DeskPage>
  );
}
