/** A week as a plain list, day by day: all that the calendar draws, for those without scripts or eyes. The calendar is drawn from it. */
import type { Child } from 'hono/jsx';
import type { Appointment } from '../../domain/booking.ts';
import type { DrawnTime } from '../../domain/drawn.ts';
import type { Occurrence } from '../../domain/occurrences.ts';
import type { AppointmentType, Interval, LocalDate, LocalDateTime, Opening, Slot, Zone } from '../../domain/types.ts';
import { addDays, toLocal } from '../../domain/zone.ts';
import { repetitionOf } from '../../domain/repetition.ts';
import { dateInWords, wallClock, wallRange } from '../format.ts';
import { repetitionInWords } from './repetition-words.ts';

export type ShownWeek = {
  readonly zone: Zone;
  readonly monday: LocalDate;
  readonly today: LocalDate;
  readonly openings: readonly Opening[];
  readonly occurrences: readonly Occurrence[];
  /** What the practitioner's own calendar events open; changed there. */
  readonly drawn: readonly DrawnTime[];
  readonly busy: readonly Interval[];
  readonly unknown: readonly Interval[];
  readonly closures: readonly Interval[];
  readonly appointments: readonly Appointment[];
  /** Of the one type whose open times are looked at. */
  readonly slots: readonly Slot[];
  readonly slotType: AppointmentType | undefined;
  readonly types: readonly AppointmentType[];
};

/** What the script needs to draw a line of the list. */
type Drawn = {
  readonly kind: 'opening' | 'drawn' | 'busy' | 'unknown' | 'closed' | 'appointment' | 'slot';
  readonly start: LocalDateTime;
  readonly end: LocalDateTime;
};

type Line = Drawn & { readonly content: Child };

export function WeekList({ week }: { week: ShownWeek }) {
  const days = Array.from({ length: 7 }, (_, index) => addDays(week.monday, index));
  const lines = linesOf(week);
  return (
    <div class="day-list week-list" data-week={week.monday}>
      {days.map((day) => (
        <section aria-labelledby={`day-${day}`}>
          <h3 id={`day-${day}`}>
            {day === week.today ? 'Today, ' : ''}
            {dateInWords(day)}
          </h3>
          <Day
            lines={lines.filter(({ start }) => shownOn(start, week.monday) === day)}
            slots={slotsOf(week, day)}
            week={week}
          />
        </section>
      ))}
    </div>
  );
}

function Day({ lines, slots, week }: { lines: readonly Line[]; slots: readonly Drawn[]; week: ShownWeek }) {
  if (lines.length === 0) return <p class="soft small">Nothing reserved, nothing booked.</p>;
  const reserved = lines.some(({ kind }) => kind === 'opening' || kind === 'drawn');
  return (
    <>
      <ul class="week-day">{lines.map(({ content }) => content)}</ul>
      {slots.length > 0 ? (
        <p class="small">
          <span class="soft">Open for {week.slotType?.name ?? ''}: </span>
          {slots.map(({ start, end }, index) => (
            <>
              {index > 0 ? ', ' : ''}
              <time datetime={start} data-kind="slot" data-start={start} data-end={end}>
                {wallClock(start)}
              </time>
            </>
          ))}
        </p>
      ) : reserved && week.slotType ? (
        <p class="soft small">No open time for {week.slotType.name}.</p>
      ) : undefined}
    </>
  );
}

function linesOf(week: ShownWeek): Line[] {
  const { zone } = week;
  const local = ({ start, end }: Interval) => ({ start: toLocal(start, zone), end: toLocal(end, zone) });
  const lines = [
    ...week.occurrences.map((occurrence) => openingLine(occurrence, week)),
    ...week.drawn.map((each) => drawnLine(each, zone)),
    ...week.busy.map((each) => plainLine({ kind: 'busy', ...local(each) }, 'Busy in a calendar')),
    ...week.unknown.map((each) =>
      plainLine({ kind: 'unknown', ...local(each) }, 'Not known: a calendar says nothing here'),
    ),
    ...week.closures.map((each) => plainLine({ kind: 'closed', ...local(each) }, 'Closed: nothing is offered')),
    ...week.appointments.map((appointment) => appointmentLine(appointment, week)),
  ];
  return lines.toSorted((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
}

function openingLine(occurrence: Occurrence, { openings, types }: ShownWeek): Line {
  const opening = openings.find(({ id }) => id === occurrence.openingId);
  const admitted = opening?.types ?? 'all';
  const names =
    admitted === 'all'
      ? 'all types'
      : types
          .filter(({ id }) => admitted.includes(id))
          .map(({ name }) => name)
          .join(', ');
  const { localStart: start, localEnd: end } = occurrence;
  const words = [
    opening ? repetitionInWords(repetitionOf(opening)) : '',
    occurrence.changed ? 'this one changed' : '',
  ].filter(Boolean);
  const href = occurrenceAddress(occurrence);
  const content = (
    <li
      class="week-line week-opening"
      data-kind="opening"
      data-start={start}
      data-end={end}
      data-opening={occurrence.openingId}
      data-occurrence={occurrence.occurrence}
      data-series={opening?.rule === undefined ? 'no' : 'yes'}
      data-title={admitted === 'all' ? 'Reserved' : names || 'No type'}
      data-href={href}
    >
      <span>
        <strong>{wallRange(start, end)}</strong> reserved for {names || 'no type'}
        <br />
        <span class="soft small">{words.join(', ')}</span>
      </span>
      <a class="button button-quiet button-small" href={href}>
        Change<span class="unseen"> {wallRange(start, end)}</span>
      </a>
    </li>
  );
  return { kind: 'opening', start, end, content };
}

function drawnLine(drawn: DrawnTime, zone: Zone): Line {
  const start = toLocal(drawn.start, zone);
  const end = toLocal(drawn.end, zone);
  const content = (
    <li class="week-line week-opening" data-kind="drawn" data-start={start} data-end={end} data-title={drawn.calendar}>
      <span>
        <strong>{wallRange(start, end)}</strong> reserved for all types
        <br />
        <span class="soft small">
          From the calendar “<bdi>{drawn.calendar}</bdi>”, and changed there
        </span>
      </span>
    </li>
  );
  return { kind: 'drawn', start, end, content };
}

/** Where one occurrence is changed or removed. */
export function occurrenceAddress({ openingId, occurrence }: Pick<Occurrence, 'openingId' | 'occurrence'>): string {
  return `/desk/openings/${openingId}?occurrence=${encodeURIComponent(occurrence)}`;
}

function appointmentLine(appointment: Appointment, { zone, types }: ShownWeek): Line {
  const start = toLocal(appointment.start, zone);
  const end = toLocal(appointment.end, zone);
  const colour = types.find(({ id }) => id === appointment.typeId)?.colour ?? 'slate';
  const content = (
    <li
      class="week-line"
      data-kind="appointment"
      data-start={start}
      data-end={end}
      data-blocked={toLocal(appointment.blockedUntil, zone)}
      data-title={appointment.patient.name}
      data-colour={colour}
      data-href={`/desk/appointments/${appointment.id}`}
    >
      <span>
        <strong>{wallRange(start, end)}</strong>{' '}
        <a href={`/desk/appointments/${appointment.id}`}>
          <bdi>{appointment.patient.name}</bdi>
        </a>
        , {appointment.typeName}
      </span>
    </li>
  );
  return { kind: 'appointment', start, end, content };
}

function plainLine(drawn: Drawn, words: string): Line {
  const { kind, start, end } = drawn;
  const content = (
    <li class="week-line" data-kind={kind} data-start={start} data-end={end}>
      <span class="soft">
        {wallRange(start, end)} {words}
      </span>
    </li>
  );
  return { ...drawn, content };
}

function slotsOf({ slots, zone }: ShownWeek, day: LocalDate): Drawn[] {
  return slots
    .map(({ start, end }) => ({ kind: 'slot' as const, start: toLocal(start, zone), end: toLocal(end, zone) }))
    .filter(({ start }) => start.startsWith(day));
}

/** What began before the week stands on its first day. */
function shownOn(start: LocalDateTime, monday: LocalDate): LocalDate {
  const day = start.slice(0, 'YYYY-MM-DD'.length);
  return day < monday ? monday : day;
}
