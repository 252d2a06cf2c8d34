/** The mails about one appointment, and what became of each: nothing pretends to have been sent. */
import type { AnyNoticeKind, NoticeStatus, Recipient } from '../../domain/notices.ts';
import type { Instant, Zone } from '../../domain/types.ts';
import { Badge, Card } from '../components.tsx';
import { dayAndClock } from '../format.ts';

/** A mail about the appointment, and what became of it. */
export type ShownNotice = {
  readonly kind: AnyNoticeKind;
  readonly recipient: Recipient;
  readonly status: NoticeStatus;
  readonly problem: string;
  readonly createdAt: Instant;
};

const KIND: Record<AnyNoticeKind, string> = {
  confirmation: 'Confirmation',
  change: 'Change',
  cancellation: 'Cancellation',
  reminder: 'Reminder',
  booked: 'Notice of the booking',
  moved: 'Notice of the move',
  cancelled: 'Notice of the cancellation',
  series: 'One mail about all dates',
  clash: 'Notice of the clash',
};

const STATUS: Record<NoticeStatus, string> = {
  waiting: 'waits to be sent',
  sent: 'sent',
  kept: 'kept, not sent',
  bounced: 'refused by the mail server',
  dropped: 'not needed any more',
};

export function Mails({ notices, word, zone }: { notices: readonly ShownNotice[]; word: string; zone: Zone }) {
  if (notices.length === 0) return undefined;
  return (
    <Card title="Mails" id="mails">
      <ul class="list">
        {notices.map(({ kind, recipient, status, problem, createdAt }) => (
          <li>
            <span>
              {KIND[kind]} to the {recipient === 'patient' ? word : 'practitioner'}
              <br />
              <span class="soft small">
                {dayAndClock(createdAt, zone)}
                {problem ? `. ${problem}` : ''}
              </span>
            </span>
            <Badge tone={status === 'sent' ? 'good' : status === 'bounced' || status === 'kept' ? 'warn' : 'plain'}>
              {STATUS[status]}
            </Badge>
          </li>
        ))}
      </ul>
    </Card>
  );
}
