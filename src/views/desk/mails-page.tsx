/** Mails that had no server to go to: what they say and to whom, marked as not sent. */
import type { Instant, Zone } from '../../domain/types.ts';
import { Badge, Card, Empty } from '../components.tsx';
import { dayAndClock } from '../format.ts';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';

export type ShownMail = {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly keptAt: Instant;
  /** The text part. */
  readonly text: string;
  readonly hasEvent: boolean;
};

export function MailsPage(props: {
  seat: Seat;
  mails: readonly ShownMail[];
  zone: Zone;
  mail: boolean;
  done?: string | undefined;
}) {
  const { seat, mails, zone, mail } = props;
  return (
    <DeskPage
      seat={seat}
      title="Mails that were not sent"
      path={[{ label: 'Appointments', href: '/desk' }]}
      done={props.done}
    >
      {mail && mails.length > 0 ? (
        <DeskForm seat={seat} action="/desk/mails/send" class="stack-tight">
          <p>
            A mail server is set up now. Those that still hold are made anew and go out; the others are thrown away.
          </p>
          <div class="row">
            <button class="button">Send them</button>
          </div>
        </DeskForm>
      ) : undefined}
      <MailList mails={mails} zone={zone} />
    </DeskPage>
  );
}

const OPEN_AT_MOST = 3;

export function MailList({ mails, zone }: { mails: readonly ShownMail[]; zone: Zone }) {
  if (mails.length === 0) {
    return (
      <Empty title="No mails.">
        <p>Mails are kept here while there is no mail server.</p>
      </Empty>
    );
  }
  return (
    <div class="stack">
      {mails.map(({ id, to, subject, keptAt, text, hasEvent }) => (
        <Card title={subject} id={`mail-${id}`} end={<Badge tone="warn">Not sent</Badge>}>
          <p class="soft small">
            To <bdi class="break">{to}</bdi>, {dayAndClock(keptAt, zone)}
            {hasEvent ? ', with a calendar event' : ''}
          </p>
          {/* Folded away where there are many: whom and what about is what one looks for. */}
          <details open={mails.length <= OPEN_AT_MOST}>
            <summary>Read it</summary>
            <pre class="mail-text" dir="auto" tabindex={0}>
              {text}
            </pre>
          </details>
        </Card>
      ))}
    </div>
  );
}
