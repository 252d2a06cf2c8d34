/** A day of the whole practice: practitioners side by side on one time scale, and who is free next. */
import type { NextFree } from './next-free.tsx';
import type { Appointment } from '../../domain/booking.ts';
import { cellsOf, rowsOf, type Cell, type Entry, type Row } from '../../domain/day-grid.ts';
import type { Instant, Interval, LocalDate, PractitionerId, Zone } from '../../domain/types.ts';
import { Empty } from '../components.tsx';
import { TextField, type Option } from '../fields.tsx';
import { clockRange, dateInWords, machineTime, wallClock, zoneName } from '../format.ts';
import { DeskPage, type Seat } from './frame.tsx';
import { NextFreeCard } from './next-free.tsx';
import { WorkViews } from './work-views.tsx';

export type DayEntry =
  | { readonly kind: 'appointment'; readonly appointment: Appointment }
  | { readonly kind: 'busy' | 'closed' | 'unknown'; readonly time: Interval };

export type DayColumn = {
  readonly id: PractitionerId;
  readonly name: string;
  readonly zone: Zone;
  /** Start of the day, where its zone is named. */
  readonly at: Instant;
  /** Nothing is offered at all. */
  readonly closed: boolean;
  /** Hours reserved for booking, in minutes of the day. */
  readonly reserved: readonly { readonly from: number; readonly to: number }[];
  readonly entries: readonly Entry<DayEntry>[];
};

export type DayPageProps = {
  readonly seat: Seat;
  readonly date: LocalDate;
  readonly today: LocalDate;
  readonly previous: LocalDate;
  readonly next: LocalDate;
  readonly columns: readonly DayColumn[];
  readonly types: readonly Option[];
  readonly type: string;
  readonly free: readonly NextFree[];
  readonly done?: string | undefined;
};

/** Shorter gaps are no place for a button. */
const LEAST_OFFERED = 15;
const USUAL = { from: 8 * 60, to: 18 * 60 };

export function DayPage(props: DayPageProps) {
  const { seat, date, today, columns, types, type, free } = props;
  const zones = new Set(columns.map(({ zone }) => zone));
  const to = (day: LocalDate) => `/desk/day?${new URLSearchParams({ date: day, type })}`;
  return (
    <DeskPage
      seat={seat}
      title={`${date === today ? 'Today, ' : ''}${dateInWords(date)}`}
      place="/desk"
      done={props.done}
    >
      <WorkViews current="/desk/day" />
      <div class="row row-apart">
        <form class="filters day-choice">
          <TextField name="date" label="Day" type="date" value={date} />
          <input type="hidden" name="type" value={type} />
          <button class="button button-quiet">Show</button>
        </form>
        <div class="row">
          <a class="button button-quiet" href={to(props.previous)}>
            Day before
          </a>
          <a class="button button-quiet" href={to(props.next)}>
            Day after
          </a>
        </div>
      </div>
      {columns[0] && zones.size === 1 ? (
        <p class="soft small">Times are {zoneName(columns[0].zone, columns[0].at)}.</p>
      ) : undefined}
      {columns.length === 0 ? (
        <Empty title="There is nobody to book with." />
      ) : (
        <Grid columns={columns} date={date} withZone={zones.size > 1} />
      )}
      {types.length > 0 ? <NextFreeCard date={date} types={types} type={type} free={free} /> : undefined}
    </DeskPage>
  );
}

function Grid({ columns, date, withZone }: { columns: readonly DayColumn[]; date: LocalDate; withZone: boolean }) {
  const marks = columns.flatMap(({ entries, reserved }) => [
    ...reserved,
    // What a calendar blocks all day long makes the day no longer than it is.
    ...entries.filter(({ entry }) => entry.kind === 'appointment'),
  ]);
  const from = Math.min(USUAL.from, ...marks.map((mark) => Math.floor(mark.from / 60) * 60));
  const to = Math.max(USUAL.to, ...marks.map((mark) => Math.ceil(mark.to / 60) * 60));
  const reserved = columns.map((column) => column.reserved.map((span) => ({ ...span, entry: undefined })));
  const rows = rowsOf([...columns.map(({ entries }) => entries), ...reserved], from, to);
  const cells = columns.map((column) => {
    const reservedAt = ({ from: minute }: Row) => isReserved(column, minute);
    // Within an hour, so that each can be aimed at.
    const joins = (row: Row, below: Row) =>
      Math.floor(row.from / 60) === Math.floor(below.from / 60) && reservedAt(row) === reservedAt(below);
    return new Map(cellsOf(column.entries, rows, joins).map((cell) => [cell.row, cell]));
  });
  return (
    <div class="table-scroll" tabindex={0} role="region" aria-label="The day side by side">
      <table class="day-grid">
        <thead>
          <tr>
            <td class="day-hour" />
            {columns.map(({ name, zone, at, closed }) => (
              <th scope="col">
                {name}
                {withZone ? <span class="soft small day-zone">{zoneName(zone, at)}</span> : undefined}
                {closed ? <span class="soft small day-zone">Nothing is offered</span> : undefined}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr class={`day-row day-${Math.ceil((row.to - row.from) / 5)}`}>
              {row.from % 60 === 0 ? (
                <th scope="rowgroup" class="day-hour" rowspan={rowsInHour(rows, index)}>
                  {wallClock(localAt(date, row.from))}
                </th>
              ) : undefined}
              {columns.map((column, number) => {
                const cell = cells[number]?.get(index);
                return cell ? <DayCell cell={cell} rows={rows} column={column} date={date} /> : undefined;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function isReserved({ reserved }: DayColumn, minute: number): boolean {
  return reserved.some((span) => span.from <= minute && span.to > minute);
}

function rowsInHour(rows: readonly Row[], index: number): number {
  const hour = Math.floor((rows[index]?.from ?? 0) / 60);
  return rows.filter(({ from }) => Math.floor(from / 60) === hour).length;
}

function localAt(date: LocalDate, minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date}T${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}

type CellProps = { cell: Cell<DayEntry>; rows: readonly Row[]; column: DayColumn; date: LocalDate };

function DayCell({ cell, rows, column, date }: CellProps) {
  const from = rows[cell.row]?.from ?? 0;
  const to = rows[cell.row + cell.rows - 1]?.to ?? from;
  const open = isReserved(column, from);
  if (cell.entries.length === 0) {
    const query = new URLSearchParams({ practitioner: column.id, day: date, clock: localAt(date, from).slice(11) });
    return (
      <td rowspan={cell.rows} class={open ? 'day-cell day-open' : 'day-cell'}>
        {open && to - from >= LEAST_OFFERED ? (
          <a
            class="day-free"
            href={`/desk/book?${query}`}
            aria-label={`Book with ${column.name} at ${wallClock(localAt(date, from))}`}
          >
            +
          </a>
        ) : undefined}
      </td>
    );
  }
  return (
    <td rowspan={cell.rows} class={`day-cell day-is-${cell.entries[0]?.kind ?? 'busy'}`}>
      {cell.entries.map((entry) => (
        <DayItem entry={entry} zone={column.zone} />
      ))}
    </td>
  );
}

const WORDS = { busy: 'Busy', closed: 'Closed', unknown: 'Not known' } as const;

function DayItem({ entry, zone }: { entry: DayEntry; zone: Zone }) {
  if (entry.kind !== 'appointment') {
    return (
      <span class={`day-item day-${entry.kind}`}>
        {WORDS[entry.kind]} <span class="small">{clockRange(entry.time, zone)}</span>
      </span>
    );
  }
  const { id, patient, typeName, start } = entry.appointment;
  return (
    <a class="day-item day-appointment" href={`/desk/appointments/${id}`}>
      <bdi class="day-name">{patient.name}</bdi>
      <time class="small" datetime={machineTime(start)}>
        {clockRange(entry.appointment, zone)}
      </time>
      <span class="small soft">{typeName}</span>
    </a>
  );
}
