/** Builds small calendars for tests, and writes times so that a failure can be read. */

import { type Reading, type ReadQuery } from '../../../connectors/provider.ts';
import { busyFromIcs, readIcs } from '../../../connectors/ical/busy.ts';
import { interval } from '../../../src/domain/interval.ts';

type Asked = Partial<Omit<ReadQuery, 'start' | 'end'>> & { readonly start?: string; readonly end?: string };

export function calendar(...components: readonly string[]): string {
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', ...components, 'END:VCALENDAR', ''].join('\r\n');
}

/** An event of these lines; its UID is `event` unless a line says otherwise. */
export function event(...lines: readonly string[]): string {
  const uid = lines.some((line) => line.startsWith('UID')) ? [] : ['UID:event'];
  return ['BEGIN:VEVENT', ...uid, ...lines, 'END:VEVENT'].join('\r\n');
}

/** Busy time as `2026-03-02T09:00/2026-03-02T10:00`, UTC; in the year 2026 and the zone of Paris unless asked otherwise. */
export function busy(text: string, asked: Asked = {}): string[] {
  return busyFromIcs(text, query(asked)).intervals.map(written);
}

export function reading(text: string, asked: Asked = {}): Reading {
  return readIcs(text, query(asked));
}

export function written({ start, end }: { start: number; end: number }): string {
  return `${new Date(start).toISOString().slice(0, 16)}/${new Date(end).toISOString().slice(0, 16)}`;
}

export function query({
  start = '2026-01-01',
  end = '2027-01-01',
  zone = 'Europe/Paris',
  ...rest
}: Asked = {}): ReadQuery {
  return { ...interval(Date.parse(start), Date.parse(end)), zone, ...rest };
}
