/** One connected account: what each of its calendars is for, by which rules, and what it would block. */
import type { CalendarRoles } from '../../domain/connected.ts';
import type { Interval, Zone } from '../../domain/types.ts';
import { Badge, Card, Message } from '../components.tsx';
import { Checkbox } from '../fields.tsx';
import { BusyDays } from '../setup/busy-days.tsx';
import { KIND_NAMES, type AccountKind } from './account-kinds.ts';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';

export type ShownPreview = {
  readonly externalId: string;
  readonly busy: readonly Interval[];
  /** What was asked about. */
  readonly window: Interval;
  /** Why it could not be read. */
  readonly problem: string | undefined;
};

export type AccountCalendarsProps = {
  readonly seat: Seat;
  readonly id: string;
  readonly kind: AccountKind;
  readonly account: string;
  readonly zone: Zone;
  readonly calendars: readonly CalendarRoles[];
  readonly preview: ShownPreview | undefined;
  readonly problem: string | undefined;
  readonly done?: string | undefined;
};

const RULES = [
  { name: 'tentative', label: 'Tentative events block' },
  { name: 'allDay', label: 'All-day events block' },
  { name: 'oof', label: '“Out of office” blocks' },
  { name: 'elsewhere', label: '“Working elsewhere” blocks' },
  { name: 'free', label: 'Events marked as free block, too' },
] as const;

export function AccountCalendarsPage(props: AccountCalendarsProps) {
  const { seat, id, calendars, kind } = props;
  const path = [{ label: 'Calendars', href: '/desk/calendars' }];
  return (
    <DeskPage
      seat={seat}
      title={`${KIND_NAMES[kind]}: calendars`}
      place="/desk/calendars"
      path={path}
      done={props.done}
    >
      {props.problem ? <Message tone="bad" title={props.problem} /> : undefined}
      <p class="lead break" dir="auto">
        {props.account}
      </p>
      <Card>
        <ul class="plain-list">
          <li>
            <strong>Blocks time:</strong> nothing is offered while it has something, and nothing at all while it cannot
            be read.
          </li>
          <li>
            <strong>Receives appointments:</strong> each appointment is written into it, moved and removed with the
            appointment.
          </li>
          <li>
            <strong>Defines openings:</strong> each of the practitioner’s own events in it is time that{' '}
            {seat.patientWord}s may book, instead of blocking. Best a calendar that holds nothing else.
          </li>
        </ul>
      </Card>
      <DeskForm seat={seat} action={`/desk/calendars/accounts/${id}`}>
        {calendars.map((calendar, index) => (
          <CalendarCard {...{ seat, id, calendar, index, zone: props.zone, preview: props.preview }} />
        ))}
        <div class="row">
          <button class="button">Save</button>
          <a class="button button-quiet" href="/desk/calendars">
            Back
          </a>
        </div>
      </DeskForm>
    </DeskPage>
  );
}

type CardProps = Pick<AccountCalendarsProps, 'seat' | 'id' | 'zone' | 'preview'> & {
  readonly calendar: CalendarRoles;
  readonly index: number;
};

function CalendarCard({ seat, id, calendar, index, zone, preview }: CardProps) {
  const { name, externalId, blocks, receives, definesOpenings, writable } = calendar;
  return (
    <Card
      title={name || 'Calendar'}
      id={`calendar-${index}`}
      end={writable ? undefined : <Badge>Can be read only</Badge>}
    >
      <input type="hidden" name={`calendar-${index}`} value={externalId} />
      <div class="role-boxes">
        <Checkbox id={`blocks-${index}`} name={`blocks-${index}`} label="Blocks time" checked={blocks} />
        {writable ? (
          <Checkbox
            id={`receives-${index}`}
            name={`receives-${index}`}
            label="Receives appointments"
            checked={receives}
          />
        ) : undefined}
        <Checkbox id={`opens-${index}`} name={`opens-${index}`} label="Defines openings" checked={definesOpenings} />
      </div>
      <Details calendar={calendar} index={index} word={seat.patientWord} />
      <p>
        <a
          class="button button-quiet button-small"
          href={`/desk/calendars/accounts/${id}?preview=${index}#calendar-${index}`}
        >
          Show the next two weeks<span class="unseen"> of {name}</span>
        </a>
      </p>
      {preview?.externalId === externalId ? <Preview preview={preview} zone={zone} /> : undefined}
    </Card>
  );
}

function Details({ calendar, index, word }: { calendar: CalendarRoles; index: number; word: string }) {
  const { writable, rules, privacy } = calendar;
  const levels = [
    { value: 'busy', label: '“Appointment”, and nothing else' },
    { value: 'initials', label: `The ${word}’s initials` },
    { value: 'name', label: `The ${word}’s name` },
  ];
  return (
    <details>
      <summary>{writable ? 'What appointments are called, and which events block' : 'Which events block'}</summary>
      <div class="stack-tight">
        {writable ? (
          <label class="field narrow" for={`privacy-${index}`}>
            <span class="label">What an appointment is called in it</span>
            <select id={`privacy-${index}`} name={`privacy-${index}`}>
              {levels.map(({ value, label }) => (
                <option value={value} selected={value === privacy}>
                  {label}
                </option>
              ))}
            </select>
          </label>
        ) : undefined}
        <div class="rules">
          {RULES.map(({ name, label }) => (
            <Checkbox id={`${name}-${index}`} name={`${name}-${index}`} label={label} checked={rules[name]} />
          ))}
        </div>
      </div>
    </details>
  );
}

function Preview({ preview, zone }: { preview: ShownPreview; zone: Zone }) {
  if (preview.problem !== undefined) return <Message tone="bad" title={preview.problem} />;
  if (preview.busy.length === 0) return <p class="soft">Nothing in it blocks time in the next two weeks.</p>;
  return (
    <div class="stack-tight">
      <h3>It blocks in the next two weeks</h3>
      <BusyDays busy={preview.busy} window={preview.window} zone={zone} />
    </div>
  );
}
