/** Times, days and zones in words. The only file that formats times for people; every call names its zone. */
import { DAY, instant, MINUTE } from '../domain/interval.ts';
import { offsetMinutes, toLocal } from '../domain/zone.ts';
import type { Instant, Interval, LocalDate, LocalDateTime, Minutes, Zone } from '../domain/types.ts';

// One locale, named: the words around the times are English, whatever the server's own setting is.
const LOCALE = 'en';
const formats = new Map<string, Intl.DateTimeFormat>();

function format(name: string, zone: Zone, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${name} ${zone}`;
  const kept = formats.get(key);
  if (kept) return kept;
  const made = new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: zone });
  formats.set(key, made);
  return made;
}

const clockFormat = (zone: Zone) => format('clock', zone, { hour: 'numeric', minute: '2-digit' });

// ICU puts narrow and thin spaces around AM, PM and dashes; many fonts lack them, and people search for plain ones.
const plainSpaces = (text: string) => text.replaceAll(/[\u202f\u2009]/g, ' ');

/** `9:00 AM`; `1:30 AM (UTC−4)` in the hour that comes twice when clocks go back. */
export function clock(at: Instant, zone: Zone): string {
  const text = plainSpaces(clockFormat(zone).format(at));
  return comesTwice(at, zone) ? `${text} (${offset(at, zone)})` : text;
}

/** Whether the zone's clocks show this wall time twice. */
export function comesTwice(at: Instant, zone: Zone): boolean {
  const back = offsetMinutes(instant(at - DAY / 2), zone) - offsetMinutes(instant(at + DAY / 2), zone);
  if (back <= 0) return false;
  const here = toLocal(at, zone);
  return [back, -back].some((minutes) => toLocal(instant(at + minutes * MINUTE), zone) === here);
}

/** `9:00 – 9:50 AM`; names the day of the end where the appointment runs past midnight. */
export function clockRange({ start, end }: Interval, zone: Zone): string {
  if (comesTwice(start, zone) || comesTwice(end, zone)) return `${clock(start, zone)} – ${clock(end, zone)}`;
  if (day(start, zone) !== day(end, zone))
    return `${clock(start, zone)} – ${clock(end, zone)} (${shortDay(end, zone)})`;
  return plainSpaces(clockFormat(zone).formatRange(start, end));
}

/** `Tuesday, November 3, 2026` */
export function day(at: Instant, zone: Zone): string {
  return format('day', zone, { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' }).format(at);
}

/** `Tue, Nov 3` */
export function shortDay(at: Instant, zone: Zone): string {
  return format('short day', zone, { weekday: 'short', month: 'short', day: 'numeric' }).format(at);
}

/** `Tuesday, November 3, 2026 at 9:00 AM` */
export function dayAndClock(at: Instant, zone: Zone): string {
  return `${day(at, zone)} at ${clock(at, zone)}`;
}

/** `Tuesday, November 3` of a calendar day. */
export function dateInWords(date: LocalDate): string {
  return format('date', 'UTC', { weekday: 'long', month: 'long', day: 'numeric' }).format(Date.parse(date));
}

/** `March 31, 2027` of a calendar day. */
export function longDate(date: LocalDate): string {
  return format('long date', 'UTC', { month: 'long', day: 'numeric', year: 'numeric' }).format(Date.parse(date));
}

/** `9:00 AM` of a wall-clock time, whose zone stands elsewhere on the page. */
export function wallClock(local: LocalDateTime): string {
  return plainSpaces(clockFormat('UTC').format(Date.parse(`${local}Z`)));
}

/** `9:00 – 11:00 AM` of wall-clock times; names the day of the end where it is another one. */
export function wallRange(start: LocalDateTime, end: LocalDateTime): string {
  const [from, to] = [Date.parse(`${start}Z`), Date.parse(`${end}Z`)];
  return clockRange({ start: instant(from), end: instant(to) }, 'UTC');
}

/** `November 2026` of `2026-11`. */
export function monthInWords(month: string): string {
  return format('month', 'UTC', { month: 'long', year: 'numeric' }).format(Date.parse(`${month}-01`));
}

/** `{ long: 'Tuesday', short: 'Tue' }` of a calendar day. */
export function weekdayInWords(date: LocalDate): { readonly long: string; readonly short: string } {
  const at = Date.parse(date);
  return {
    long: format('weekday', 'UTC', { weekday: 'long' }).format(at),
    short: format('short weekday', 'UTC', { weekday: 'short' }).format(at),
  };
}

/** `UTC−4`, `UTC+5:45`, `UTC`. */
export function offset(at: Instant, zone: Zone): string {
  const minutes = offsetMinutes(at, zone);
  if (minutes === 0) return 'UTC';
  const size = Math.abs(minutes);
  const rest = Math.round(size % 60);
  return `UTC${minutes < 0 ? '−' : '+'}${Math.floor(size / 60)}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

/** `New York` of `America/New_York`. */
export function zonePlace(zone: Zone): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

/** `Eastern Time – New York`; the place alone where the zone has no name of its own. */
export function zoneName(zone: Zone, at: Instant): string {
  const parts = format('zone name', zone, { timeZoneName: 'longGeneric' }).formatToParts(at);
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
  if (zone === 'UTC' || zone === 'Etc/UTC') return 'UTC';
  // Where there is no name, ICU answers with the place ("Kyiv Time") or an offset ("GMT+6").
  return name === '' || name.includes(zonePlace(zone)) || name.startsWith('GMT')
    ? `${zonePlace(zone)} time`
    : `${name} – ${zonePlace(zone)}`;
}

/** `50 minutes`, `1 hour`, `1 hour 30 minutes`. */
export function lengthInWords(length: Minutes): string {
  const hours = Math.floor(length / 60);
  const minutes = length % 60;
  const parts = [
    hours > 0 ? `${hours} hour${hours === 1 ? '' : 's'}` : '',
    minutes > 0 ? `${minutes} minute${minutes === 1 ? '' : 's'}` : '',
  ];
  return parts.filter(Boolean).join(' ');
}

/** For `<time datetime>` and addresses: ISO 8601 in UTC to the second. */
export function machineTime(at: Instant): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}
