/** What a practitioner's calendars say about their time: which of it is taken, and which of it their own events open. */
import { asAnswered } from '../domain/away.ts';
import { busyRows } from '../domain/busy-rows.ts';
import { opensTime } from '../domain/drawn.ts';
import type {
  BusyKind,
  BusyRow,
  BusyRules,
  CalendarId,
  CalendarState,
  DrawnOpenings,
  Instant,
  Interval,
  PractitionerId,
} from '../domain/types.ts';
import type { Tx } from './database.ts';
import { toDate, toInstant, toInterval } from './times.ts';

export type CalendarTimes = {
  /** Those that block time. */
  readonly calendars: CalendarState[];
  /** Those that may open time: all that are read, once the practitioner chose a title for openings. */
  readonly drawn: DrawnOpenings[];
};

/**
 * What meets `window`, in order of start. An event either takes time or opens it. Our own events are never counted twice and open
 * nothing, but where one stands elsewhere than we put it, or repeats, that time is taken.
 */
export async function calendarTimes(tx: Tx, practitionerId: PractitionerId, window: Interval): Promise<CalendarTimes> {
  const [calendars, rows] = await Promise.all([
    tx<CalendarRow[]>`
      select c.calendar_id, c.name, c.rules, c.blocks, c.defines_openings, c.read_at, lower(c.covered) as covered_from,
        upper(c.covered) as covered_to, c.doubted_readings > 0 as doubted, p.opening_title <> '' as by_title,
        array(select lower(stretch) from unnest(c.uncertain) as stretch) as uncertain_from,
        array(select upper(stretch) from unnest(c.uncertain) as stretch) as uncertain_to
      from calendars c join practitioners p using (practice_id, practitioner_id)
      where c.practitioner_id = ${practitionerId}
        and (c.blocks or c.defines_openings or (c.receives and p.opening_title <> ''))
      order by c.calendar_id`,
    tx<EventRow[]>`
      select b.calendar_id, extract(epoch from b.starts_at)::float8 * 1000 as starts,
        extract(epoch from b.ends_at)::float8 * 1000 as ends, b.kind, b.all_day,
        b.organised, b.titled, w.away
      from busy b
      left join away_answers w on b.kind = 'free' and b.all_day and w.practice_id = b.practice_id
        and w.calendar_id = b.calendar_id and w.event = b.event
      where b.practitioner_id = ${practitionerId} and b.ends_at > ${toDate(window.start)}
        and b.starts_at < ${toDate(window.end)} and (b.appointment_id is null or exists (
          select from written_events e join appointments a using (practice_id, appointment_id)
          where e.practice_id = b.practice_id and e.calendar_id = b.calendar_id and e.appointment_id = b.appointment_id
            and (b.starts_at, b.ends_at) <> (a.starts_at, a.ends_at)
            and (b.starts_at, b.ends_at) <> (e.starts_at, e.ends_at)))
      order by b.starts_at`,
  ]);
  const found = new Map(
    calendars.map((row) => [row.calendar_id, { row, busy: [] as BusyRow[], times: [] as Interval[] }]),
  );
  for (const { calendar_id, starts: start, ends: end, kind, all_day: allDay, organised, titled, away } of rows) {
    const calendar = found.get(calendar_id);
    if (!calendar) continue;
    const { by_title, defines_openings: definesOpenings, rules } = calendar.row;
    const opens = opensTime({ kind, organised, titled: titled && by_title }, { definesOpenings });
    if (opens) calendar.times.push({ start, end });
    else calendar.busy.push(asAnswered({ start, end, kind, allDay }, rules, away ?? undefined));
  }
  const all = [...found.values()];
  return {
    calendars: all
      .filter(({ row }) => row.blocks)
      .map(({ row, busy }) => ({ ...readingOf(row), rules: row.rules, busy: busyRows(busy) })),
    drawn: all
      .filter(({ row }) => row.defines_openings || row.by_title)
      .map(({ row, times }) => {
        const reading = readingOf(row);
        // That it is suddenly empty is not believed yet: what was taken stays taken, and what was open is not known.
        return { ...reading, covered: row.doubted ? undefined : reading.covered, times };
      }),
  };
}

/**
 * Another title is chosen: nothing is known to have it until all is read anew, which is due at once. A reading that is under way
 * was asked for the old one and counts as overtaken.
 */
export async function forgetTitled(tx: Tx, practitionerId: PractitionerId, now: Instant): Promise<void> {
  await tx`
    update calendars set cursor = null, tried_at = ${toDate(now)}
    where practice_id = current_practice() and practitioner_id = ${practitionerId}`;
  await tx`
    update busy set titled = false
    where practice_id = current_practice() and practitioner_id = ${practitionerId} and titled`;
  await tx`
    select calendar_due(calendar_id, ${toDate(now)}) from calendars
    where practice_id = current_practice() and practitioner_id = ${practitionerId}
      and (blocks or receives or defines_openings)`;
}

function readingOf(row: CalendarRow): Omit<DrawnOpenings, 'times'> {
  return {
    id: row.calendar_id,
    name: row.name,
    readAt: row.read_at ? toInstant(row.read_at) : undefined,
    covered: row.covered_from && row.covered_to ? toInterval(row.covered_from, row.covered_to) : undefined,
    uncertain: row.uncertain_from.map((from, index) => toInterval(from, row.uncertain_to[index]!)), // same unnest
  };
}

type CalendarRow = {
  calendar_id: CalendarId;
  name: string;
  rules: BusyRules;
  blocks: boolean;
  defines_openings: boolean;
  /** The practitioner chose a title for openings. */
  by_title: boolean;
  doubted: boolean;
  read_at: Date | null;
  covered_from: Date | null;
  covered_to: Date | null;
  uncertain_from: Date[];
  uncertain_to: Date[];
};

type EventRow = {
  calendar_id: CalendarId;
  starts: Instant;
  ends: Instant;
  kind: BusyKind;
  all_day: boolean;
  organised: boolean;
  titled: boolean;
  /** What was answered to "are you away?" about the event; null: nothing. */
  away: boolean | null;
};
