/** Calendars as the programs write them, written for this project, each read in several disguises. */

import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { busyFromIcs } from '../../../connectors/ical/busy.ts';
import { interval } from '../../../src/domain/interval.ts';
import { expected, window } from '../../fixtures/ical/expected.ts';

const asked = interval(Date.parse(window.start), Date.parse(window.end));
const here = process.env['TZ'];
afterAll(() => {
  if (here === undefined) delete process.env['TZ'];
  else process.env['TZ'] = here;
});

const disguises: Record<string, (text: string) => string> = {
  'with LF': (text) => text,
  'with CR LF': (text) => text.replaceAll('\n', '\r\n'),
  'with CR': (text) => text.replaceAll('\n', '\r'),
  'with CR CR LF': (text) => text.replaceAll('\n', '\r\r\n'),
  'with a byte order mark': (text) => `\uFEFF${text}`,
  'with components in reverse order': reversed,
  'without the end of the calendar': (text) => text.slice(0, text.lastIndexOf('END:VCALENDAR')),
  indented: (text) => text.replaceAll(/^(?=.)/gm, '    '),
};

describe.each(expected)('$file', ({ file, zone, busy }) => {
  const text = readFileSync(new URL(`../../fixtures/ical/${file}`, import.meta.url), 'utf8');
  const read = (disguised: string) =>
    busyFromIcs(disguised, { ...asked, zone }).intervals.map(({ start, end }) => [iso(start), iso(end)]);

  test.each(Object.keys(disguises))('gives the busy time worked out by hand, %s', (name) => {
    expect(read(disguises[name]?.(text) ?? '')).toEqual(busy);
  });

  test.each(['UTC', 'Pacific/Kiritimati', 'America/St_Johns'])(
    'means the same when the process runs in %s',
    (processZone) => {
      process.env['TZ'] = processZone;
      // Else the test would say nothing.
      expect(new Date(0).getTimezoneOffset()).toBe(
        { UTC: 0, 'Pacific/Kiritimati': 640, 'America/St_Johns': 210 }[processZone],
      );
      expect(read(text)).toEqual(busy);
    },
  );
});

function reversed(text: string): string {
  const component = /^BEGIN:(VEVENT|VTIMEZONE|VFREEBUSY|VTODO) *\n[^]*?^END:\1 *\n/gim;
  const components = [...text.matchAll(component)].map(([whole]) => whole).toReversed();
  return text.replaceAll(component, () => components.shift() ?? '');
}

function iso(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`;
}
