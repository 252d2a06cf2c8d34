/** One connected account: what each of its calendars is for, by which rules, and what it would block. */
import type { CalendarRoles } from '../../domain/connected.ts';
import type { Interval, Zone } from '../../domain/types.ts';
import { Card, Message } from '../components.tsx';
import { Checkbox } from '../fields.tsx';
import { clockRange, day } from '../format.ts';
import { KIND_NAMES, type AccountKind } from './account-kinds.ts';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';

export type ShownPreview = {
  readonly externalId: string;
  readonly busy: readonly Interval[];
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
      <DeskForm seat={seat} action={`/desk/calendars/accounts/${id}`}>
        {calendars.map((calendar, index) => (
          <Card title={calendar.name || 'Calendar'} id={`calendar-${index}`}>
            <input type="hidden" name={`calendar-${index}`} value={calendar.externalId} />
            <Roles calendar={calendar} index={index} word={seat.patientWord} />
            <p>
              <a
                class="button button-quiet button-small"
                href={`/desk/calendars/accounts/${id}?preview=${index}#calendar-${index}`}
              >
                Show the next two weeks<span class="unseen"> of {calendar.name}</span>
              </a>
            </p>
            {props.preview?.externalId === calendar.externalId ? (
              <Preview preview={props.preview} zone={props.zone} />
            ) : undefined}
          </Card>
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

function Roles({ calendar, index, word }: { calendar: CalendarRoles; index: number; word: string }) {
  const { blocks, receives, definesOpenings, writable, rules, privacy } = calendar;
  const levels = [
    { value: 'busy', label: '“Appointment”, and nothing else' },
    { value: 'initials', label: `The ${word}’s initials` },
    { value: 'name', label: `The ${word}’s name` },
  ];
  return (
    <>
      <Checkbox
        id={`blocks-${index}`}
        name={`blocks-${index}`}
        label="Blocks time"
        hint="Nothing is offered while it has something, and nothing at all while it cannot be read."
        checked={blocks}
      />
      {writable ? (
        <Checkbox
          id={`receives-${index}`}
          name={`receives-${index}`}
          label="Receives appointments"
          hint="Each appointment is written into it, moved and removed with the appointment."
          checked={receives}
        />
      ) : (
        <p class="soft small">It can be read only: no appointments go into it.</p>
      )}
      <Checkbox
        id={`opens-${index}`}
        name={`opens-${index}`}
        label="Defines openings"
        hint={`Each of the practitioner’s own events in it is time that ${word}s may book, instead of blocking. Best a calendar that holds nothing else.`}
        checked={definesOpenings}
      />
      <label class="field" for={`privacy-${index}`}>
        <span class="label">What an appointment is called in it</span>
        <select id={`privacy-${index}`} name={`privacy-${index}`}>
          {levels.map(({ value, label }) => (
            <option value={value} selected={value === privacy}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <details>
        <summary>Which events block</summary>
        <div class="stack-tight">
          {RULES.map(({ name, label }) => (
            <Checkbox id={`${name}-${index}`} name={`${name}-${index}`} label={label} checked={rules[name]} />
          ))}
        </div>
      </details>
    </>
  );
}

function Preview({ preview, zone }: { preview: ShownPreview; zone: Zone }) {
  if (preview.problem !== undefined) return <Message tone="bad" title={preview.problem} />;
  if (preview.busy.length === 0) return <p class="soft">Nothing in it blocks time in the next two weeks.</p>;
  return (
    <ul class="list small">
      {preview.busy.map((stretch) => (
        <li>
          {day(stretch.start, zone)}, {clockRange(stretch, zone)}
        </li>
      ))}
    </ul>
  );
}
