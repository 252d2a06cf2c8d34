/** One connected account on the page of calendars: how it stands, how each calendar of it was read, and what can be done. */
import { isUsed, type ConnectedAccount, type ConnectedCalendar } from '../../domain/connected.ts';
import type { Instant, Zone } from '../../domain/types.ts';
import { Badge, Message } from '../components.tsx';
import { clock, day, dayAndClock } from '../format.ts';
import { againAddress, KIND_NAMES } from './account-kinds.ts';
import { DeskForm, type Seat } from './frame.tsx';

export type AccountProps = {
  readonly seat: Seat;
  readonly account: ConnectedAccount;
  readonly zone: Zone;
  readonly now: Instant;
};

export function Account({ seat, account, zone, now }: AccountProps) {
  const { id, kind, status, calendars } = account;
  const used = calendars.filter(isUsed);
  const dead = status === 'reconnect';
  return (
    <li class="account">
      <div class="account-head">
        <div class="account-name">
          <h3>{KIND_NAMES[kind]}</h3>
          <span class="soft break" dir="auto">
            {account.account || account.masked}
          </span>
        </div>
        <State account={account} />
      </div>
      {dead ? (
        <Message tone="bad" title="The account has to be connected again.">
          <div class="stack-tight">
            <p>
              Its permission was withdrawn or ran out, or its password was changed. Until then nothing is read from it
              and nothing is written into it.
            </p>
            <div class="row">
              <a class="button button-small" href={againAddress(account)}>
                Connect again
              </a>
            </div>
          </div>
        </Message>
      ) : undefined}
      {used.length === 0 ? <p class="soft">None of its calendars is used.</p> : undefined}
      <ul class="account-calendars">
        {used.map((calendar) => (
          <li>
            <CalendarLine {...{ seat, calendar, zone, now, dead }} />
          </li>
        ))}
      </ul>
      <div class="row">
        <a class="button button-quiet button-small" href={`/desk/calendars/accounts/${id}`}>
          {kind === 'ics' ? 'Choose what it is for' : 'Choose calendars'}
          <span class="unseen"> of {account.account || account.masked}</span>
        </a>
        <details class="change">
          <summary>{kind === 'ics' ? 'Disconnect' : 'Connect again or disconnect'}</summary>
          <div class="change-body stack-tight">
            {kind === 'ics' ? undefined : (
              <div class="row">
                <a class="button button-quiet button-small" href={againAddress(account)}>
                  Connect {KIND_NAMES[kind]} again
                </a>
              </div>
            )}
            <DeskForm seat={seat} action={`/desk/calendars/accounts/${id}/disconnect`} class="stack-tight">
              <p class="soft small">
                Disconnected, what it blocked is open again. Appointments that were written into it stay there.
              </p>
              <div class="row">
                <button class="button button-quiet button-small">Disconnect {KIND_NAMES[kind]}</button>
              </div>
            </DeskForm>
          </div>
        </details>
      </div>
    </li>
  );
}

function State({ account: { status, calendars } }: { account: ConnectedAccount }) {
  if (status === 'reconnect') return <Badge tone="bad">Connect again</Badge>;
  if (status === 'gone') return <Badge tone="bad">Gone</Badge>;
  const used = calendars.filter(isUsed);
  if (used.some(({ problem, writeProblem }) => problem !== undefined || writeProblem !== undefined))
    return <Badge tone="warn">Trouble</Badge>;
  if (used.some(({ readAt }) => readAt === undefined)) return <Badge>Is read in a moment</Badge>;
  return <Badge tone="good">Connected</Badge>;
}

type LineProps = {
  readonly seat: Seat;
  readonly calendar: ConnectedCalendar;
  readonly zone: Zone;
  readonly now: Instant;
  /** Its account cannot be used: reading it mends nothing. */
  readonly dead: boolean;
};

function CalendarLine({ seat, calendar, zone, now, dead }: LineProps) {
  const { id, name, blocks, receives, definesOpenings, problem, writeProblem } = calendar;
  return (
    <>
      <div class="account-calendar">
        <div class="account-roles">
          <strong dir="auto">{name || 'Calendar'}</strong>
          {blocks ? <Badge>Blocks time</Badge> : undefined}
          {receives ? <Badge>Receives appointments</Badge> : undefined}
          {definesOpenings ? <Badge>Defines openings</Badge> : undefined}
        </div>
        {dead ? undefined : (
          <DeskForm seat={seat} action={`/desk/calendars/${id}/read`} class="row">
            <input type="hidden" name="back" value="calendars" />
            <button class="button button-quiet button-small">
              Read now<span class="unseen"> {name}</span>
            </button>
          </DeskForm>
        )}
      </div>
      <p class="soft small">{readingWords(calendar, zone, now)}</p>
      {problem === undefined || dead ? undefined : <p class="field-error">{problem}</p>}
      {writeProblem === undefined ? undefined : (
        <p class="field-error">Appointments cannot be written into it. {writeProblem}</p>
      )}
    </>
  );
}

/** Last good reading, last try where it was another one, next try. */
function readingWords({ readAt, triedAt, dueAt }: ConnectedCalendar, zone: Zone, now: Instant): string {
  const when = (at: Instant) =>
    day(at, zone) === day(now, zone) ? `today at ${clock(at, zone)}` : dayAndClock(at, zone);
  const words = [readAt === undefined ? 'Never read yet.' : `Last read ${when(readAt)}.`];
  if (triedAt !== undefined && triedAt !== readAt) words.push(`Last tried ${when(triedAt)}.`);
  if (dueAt !== undefined) words.push(dueAt <= now ? 'It is read in a moment.' : `Next ${when(dueAt)}.`);
  return words.join(' ');
}
