/** Calendars that need a person: one that cannot be read or written into, and accounts that have to be connected again. */
import type { ConnectedAccount } from '../../domain/connected.ts';
import type { Instant, Zone } from '../../domain/types.ts';
import { dayAndClock } from '../format.ts';
import { apart } from '../words.ts';
import { Item } from './attention-items.tsx';
import { againAddress, KIND_NAMES } from './account-kinds.ts';
import { DeskForm, type Seat } from './frame.tsx';

export type CalendarTrouble = {
  readonly id: string;
  readonly practitionerName: string;
  readonly host: string;
  readonly zone: Zone;
  readonly readAt: Instant | undefined;
  /** Why the last try went wrong; undefined when it is only old or was not tried yet. */
  readonly problem: string | undefined;
  readonly warnings: readonly string[];
  /** True: the practitioner publishes no slots because of it. */
  readonly closes: boolean;
};

/** Signing in, or a new password, mends it. */
export type DeadAccount = {
  readonly account: Pick<ConnectedAccount, 'id' | 'kind' | 'practitionerId' | 'account' | 'masked'>;
  readonly practitionerName: string;
  readonly closes: boolean;
};

/** Appointments cannot be written into it. */
export type WriteTrouble = {
  readonly connectionId: string;
  readonly name: string;
  readonly practitionerName: string;
  readonly problem: string;
};

export function CalendarItem({ seat, calendar }: { seat: Seat; calendar: CalendarTrouble }) {
  const { practitionerName, host, readAt, problem, closes } = calendar;
  const age = readAt === undefined ? 'has never been read' : `was last read on ${dayAndClock(readAt, calendar.zone)}`;
  return (
    <Item
      title={`${apart(practitionerName)}’s calendar ${age}.`}
      end={
        seat.role !== 'assistant' ? (
          <DeskForm seat={seat} action={`/desk/calendars/${calendar.id}/read`} class="row">
            <button class="button button-quiet button-small">Read now</button>
          </DeskForm>
        ) : undefined
      }
    >
      {problem ? <p>{problem}</p> : undefined}
      {calendar.warnings.map((warning) => (
        <p>{warning}</p>
      ))}
      <p class="small break">{host}</p>
      {closes ? <p>Until it is read, {apart(practitionerName)} publishes no slots.</p> : undefined}
    </Item>
  );
}

export function DeadAccountItem({ seat, dead }: { seat: Seat; dead: DeadAccount }) {
  const { account, practitionerName, closes } = dead;
  return (
    <Item
      title={`${apart(practitionerName)}’s ${KIND_NAMES[account.kind]} has to be connected again.`}
      end={
        seat.role !== 'assistant' ? (
          <a class="button button-quiet button-small" href={againAddress(account)}>
            Connect again
          </a>
        ) : undefined
      }
    >
      <p>The account lets nobody in any more: its permission was withdrawn or ran out, or its password was changed.</p>
      <p class="small break">{account.account || account.masked}</p>
      {closes ? <p>Until it is connected, {apart(practitionerName)} publishes no slots.</p> : undefined}
    </Item>
  );
}

export function WriteTroubleItem({ seat, trouble }: { seat: Seat; trouble: WriteTrouble }) {
  const { connectionId, name, practitionerName, problem } = trouble;
  return (
    <Item
      title={`Appointments are not written into ${apart(practitionerName)}’s “${apart(name || 'Calendar')}”.`}
      end={
        seat.role !== 'assistant' ? (
          <a class="button button-quiet button-small" href={`/desk/calendars/accounts/${connectionId}`}>
            Choose another
          </a>
        ) : undefined
      }
    >
      <p>{problem}</p>
      <p>Booked appointments stand all the same.</p>
    </Item>
  );
}
