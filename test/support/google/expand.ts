/** Google's own expansion of series, for the stand-in: written apart from the engine under test. */
import { rrulestr } from 'rrule';
import { Temporal } from 'temporal-polyfill';

export type GoogleTime = { date?: string | undefined; dateTime?: string | undefined; timeZone?: string | undefined };

/** An event as the API shows it, or a series with its `recurrence`. */
export type GoogleEvent = {
  id: string;
  status: string;
  start: GoogleTime;
  end: GoogleTime;
  etag: string;
  recurrence?: string[];
  recurringEventId?: string;
  originalStartTime?: GoogleTime;
  description?: string;
  extendedProperties?: { private?: Record<string, string> };
} & { [field: string]: unknown };

export type Stretch = { readonly min: number; readonly max: number };

/** All single events and occurrences that overlap, as `singleEvents=true` gives them. */
export function expanded(events: ReadonlyMap<string, GoogleEvent>, zone: string, within: Stretch): GoogleEvent[] {
  const all = [...events.values()];
  const found = all.flatMap((event) => {
    if (event.status === 'cancelled' || event.recurringEventId !== undefined) return [];
    return event.recurrence ? occurrences(event, zone, within).filter(({ id }) => !events.has(id)) : [event];
  });
  const changed = all.filter(({ status, recurringEventId }) => {
    const series = recurringEventId === undefined ? undefined : events.get(recurringEventId);
    return status !== 'cancelled' && series !== undefined && series.status !== 'cancelled';
  });
  return [...found, ...changed].filter((event) => isWithin(event, zone, within));
}

export function isWithin(
  { start, end }: Pick<GoogleEvent, 'start' | 'end'>,
  zone: string,
  { min, max }: Stretch,
): boolean {
  return moment(end, zone) > min && moment(start, zone) < max;
}

/** Of whole days: their first instant in the zone of the calendar. */
export function moment({ date, dateTime, timeZone }: GoogleTime, zone: string): number {
  if (date !== undefined) return at(`${date}T00:00`, zone);
  const text = dateTime ?? '';
  return /(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : at(text, timeZone ?? zone);
}

/** With the calendar's own offset, as Google writes it. */
export function shown(ms: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toString({ timeZoneName: 'never' });
}

function occurrences(series: GoogleEvent, zone: string, { min, max }: Stretch): GoogleEvent[] {
  const { recurrence = [], start, end } = series;
  const own = start.timeZone ?? zone;
  const first = local(start, own);
  const length = moment(end, zone) - moment(start, zone);
  const removed = new Set(
    recurrence.flatMap((line) => (line.startsWith('EXDATE') ? line.split(':')[1]!.split(',') : [])),
  );
  const rule = recurrence.find((line) => line.startsWith('RRULE:'))!; // a series has one
  const day = 86_400_000;
  const starts = rrulestr(rule, { dtstart: floating(first) }).between(
    new Date(min - length - 2 * day),
    new Date(max + 2 * day),
    true,
  );
  return starts.flatMap((date) => {
    const wall = date.toISOString().slice(0, 19);
    if (removed.has(basic(wall)) || removed.has(basic(wall).slice(0, 8))) return [];
    const { recurrence: _, ...rest } = series;
    return [{ ...rest, ...times(series, { wall, own, zone, length }), recurringEventId: series.id }];
  });
}

type Occurrence = { wall: string; own: string; zone: string; length: number };

function times(series: GoogleEvent, { wall, own, zone, length }: Occurrence) {
  if (series.start.date !== undefined) {
    const days = Math.round(length / 86_400_000);
    const end = Temporal.PlainDate.from(wall.slice(0, 10)).add({ days }).toString();
    const start = { date: wall.slice(0, 10) };
    return { id: `${series.id}_${basic(wall).slice(0, 8)}`, start, end: { date: end }, originalStartTime: start };
  }
  const ms = at(wall, own);
  const start = { dateTime: shown(ms, zone), timeZone: own };
  const id = `${series.id}_${basic(new Date(ms).toISOString().slice(0, 19))}Z`;
  return { id, start, end: { dateTime: shown(ms + length, zone), timeZone: own }, originalStartTime: start };
}

function local(time: GoogleTime, zone: string): string {
  if (time.date !== undefined) return `${time.date}T00:00:00`;
  return Temporal.Instant.fromEpochMilliseconds(moment(time, zone))
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' });
}

function at(wall: string, zone: string): number {
  return Temporal.PlainDateTime.from(wall).toZonedDateTime(zone).epochMilliseconds;
}

function floating(wall: string): Date {
  return new Date(`${wall}Z`);
}

function basic(text: string): string {
  return text.replaceAll(/[-:]/g, '');
}
