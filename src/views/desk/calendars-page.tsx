/** The calendars that practitioners keep anyway: how each stands, what it is for, and how another is connected. */
import { isUsed, type ConnectedAccount, type ConnectedCalendar } from '../../domain/connected.ts';
import type { PractitionerId, Zone } from '../../domain/types.ts';
import { Badge, Card, Empty, Message } from '../components.tsx';
import { dayAndClock } from '../format.ts';
import { apart } from '../words.ts';
import { againAddress, KIND_NAMES, type AccountKind } from './account-kinds.ts';
import { ConnectCard } from './connect-card.tsx';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';
import { OpeningTitleForm, type RefusedTitle } from './opening-title-form.tsx';

export type WhenChanged = 'ask' | 'follow' | 'restore';

export type CalendarsOf = {
  readonly id: PractitionerId;
  readonly name: string;
  readonly zone: Zone;
  readonly whenChanged: WhenChanged;
  readonly openingTitle: string;
  readonly accounts: readonly ConnectedAccount[];
};

export type CalendarsPageProps = {
  readonly seat: Seat;
  readonly practitioners: readonly CalendarsOf[];
  /** Kinds that this installation can sign in to. */
  readonly signIn: readonly AccountKind[];
  /** As it stands in redirect addresses. */
  readonly publicUrl: string;
  readonly refusedTitle: RefusedTitle | undefined;
  readonly done?: string | undefined;
};

export function CalendarsPage({ seat, practitioners, signIn, publicUrl, refusedTitle, done }: CalendarsPageProps) {
  return (
    <DeskPage seat={seat} title="Calendars" place="/desk/calendars" done={done}>
      <p class="lead">
        Whatever is in a connected calendar blocks time here, and appointments can be written back into it. Of other
        events only the time is kept.
      </p>
      {practitioners.map((practitioner) => (
        <Card title={practitioner.name} id={`calendars-${practitioner.id}`}>
          {practitioner.accounts.length === 0 ? (
            <Empty title="No calendar is connected.">
              <p>Until one is, only appointments made here and closed times block anything.</p>
            </Empty>
          ) : undefined}
          <ul class="list">
            {practitioner.accounts.map((account) => (
              <li class="stack-tight">
                <Account seat={seat} account={account} zone={practitioner.zone} />
              </li>
            ))}
          </ul>
          <WhenChangedForm seat={seat} practitioner={practitioner} />
          <OpeningTitleForm seat={seat} practitioner={practitioner} refused={refusedTitle} />
        </Card>
      ))}
      <ConnectCard seat={seat} practitioners={practitioners} signIn={signIn} publicUrl={publicUrl} />
    </DeskPage>
  );
}

function Account({ seat, account, zone }: { seat: Seat; account: ConnectedAccount; zone: Zone }) {
  const { id, kind, status, calendars } = account;
  const used = calendars.filter(isUsed);
  return (
    <>
      <div class="row">
        <h3>{KIND_NAMES[kind]}</h3>
        <span class="soft break" dir="auto">
          {account.account || account.masked}
        </span>
        {status === 'ok' ? undefined : <Badge tone="bad">{status === 'gone' ? 'Gone' : 'Connect again'}</Badge>}
      </div>
      {status === 'reconnect' ? (
        <Message tone="bad" title="The account has to be connected again.">
          <p>
            Its permission was withdrawn or ran out. Until then nothing is read from it and nothing is written into it.
          </p>
        </Message>
      ) : undefined}
      {used.length === 0 ? <p class="soft">None of its calendars is used.</p> : undefined}
      <ul class="list">
        {used.map((calendar) => (
          <li class="stack-tight">
            <CalendarLine seat={seat} calendar={calendar} zone={zone} />
          </li>
        ))}
      </ul>
      <div class="row">
        <a class="button button-quiet button-small" href={`/desk/calendars/accounts/${id}`}>
          {kind === 'ics' ? 'Choose what it is for' : 'Choose calendars'}
        </a>
        {kind === 'ics' ? undefined : (
          <a
            class={status === 'ok' ? 'button button-quiet button-small' : 'button button-small'}
            href={againAddress(account)}
          >
            Connect again
          </a>
        )}
        <details class="grow">
          <summary>Disconnect</summary>
          <DeskForm seat={seat} action={`/desk/calendars/accounts/${id}/disconnect`} class="row">
            <button class="button button-quiet button-small">Disconnect {KIND_NAMES[kind]}</button>
            <span class="soft small">
              What it blocked is open again. Appointments that were written into it stay there.
            </span>
          </DeskForm>
        </details>
      </div>
    </>
  );
}

function CalendarLine({ seat, calendar, zone }: { seat: Seat; calendar: ConnectedCalendar; zone: Zone }) {
  const { id, name, blocks, receives, definesOpenings, readAt, dueAt, problem, writeProblem } = calendar;
  return (
    <>
      <div class="row">
        <strong dir="auto">{name || 'Calendar'}</strong>
        {blocks ? <Badge>Blocks time</Badge> : undefined}
        {receives ? <Badge>Receives appointments</Badge> : undefined}
        {definesOpenings ? <Badge>Defines openings</Badge> : undefined}
        <DeskForm seat={seat} action={`/desk/calendars/${id}/read`} class="row">
          <input type="hidden" name="back" value="calendars" />
          <button class="button button-quiet button-small">
            Read now<span class="unseen"> {name}</span>
          </button>
        </DeskForm>
      </div>
      <p class="soft small">
        {readAt === undefined ? 'Never read yet.' : `Read ${dayAndClock(readAt, zone)}.`}
        {dueAt === undefined ? undefined : ` Next ${dayAndClock(dueAt, zone)}.`}
      </p>
      {problem === undefined ? undefined : <p class="field-error">{problem}</p>}
      {writeProblem === undefined ? undefined : (
        <p class="field-error">Appointments cannot be written into it. {writeProblem}</p>
      )}
    </>
  );
}

function WhenChangedForm({ seat, practitioner }: { seat: Seat; practitioner: CalendarsOf }) {
  const { id, name, whenChanged } = practitioner;
  const options = [
    { value: 'ask', label: 'Ask first, and change nothing until then' },
    { value: 'follow', label: `Move or cancel the appointment, and tell the ${seat.patientWord}` },
    { value: 'restore', label: 'Put the event back' },
  ];
  return (
    <DeskForm seat={seat} action="/desk/calendars/changes">
      <input type="hidden" name="practitioner" value={id} />
      <div class="row row-end">
        <label class="field grow" for={`changes-${id}`}>
          <span class="label">When {apart(name)} moves or deletes an appointment in the calendar</span>
          <select id={`changes-${id}`} name="changes">
            {options.map(({ value, label }) => (
              <option value={value} selected={value === whenChanged}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <button class="button button-quiet">Save</button>
      </div>
    </DeskForm>
  );
}
