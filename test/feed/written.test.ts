import ICAL from 'ical.js';
import fc from 'fast-check';
import ical from 'node-ical';
import { describe, expect, test } from 'vitest';
import { appointmentIcs, calendarLinks, type ShownAppointment } from '../../src/feed/appointment-ics.ts';
import { cutTo, practitionerFeed, type FeedAppointment } from '../../src/feed/practitioner-feed.ts';
import { at } from '../support/practice.ts';

const PRACTICE = { name: 'Sample Practice', phone: '+1 212 555 0100' };

function shown(change: Partial<ShownAppointment> = {}): ShownAppointment {
  return {
    uid: 'a1@openhours',
    sequence: 3,
    status: 'confirmed',
    start: at('2027-03-02T09:00-05:00'),
    end: at('2027-03-02T09:50-05:00'),
    createdAt: at('2027-02-01T12:00Z'),
    changedAt: at('2027-02-02T12:00Z'),
    location: { kind: 'address', text: '1 Main Street' },
    practitionerName: 'Dr. Lee',
    ...change,
  };
}

function inFeed(change: Partial<FeedAppointment> = {}): FeedAppointment {
  const { uid, sequence, status, start, end, createdAt, changedAt } = shown();
  return {
    uid,
    sequence,
    status,
    start,
    end,
    createdAt,
    changedAt,
    location: '1 Main Street',
    patientName: 'Ada Byron',
    ...change,
  };
}

type Parsed = {
  uid: unknown;
  sequence: unknown;
  status: unknown;
  start: number;
  end: number;
  summary: unknown;
  location: unknown;
};

/** The events of a file as ical.js reads them. */
function byIcalJs(file: string): Parsed[] {
  return ICAL.Component.fromString(file)
    .getAllSubcomponents('vevent')
    .map((event) => ({
      uid: event.getFirstPropertyValue('uid'),
      sequence: event.getFirstPropertyValue('sequence'),
      status: event.getFirstPropertyValue('status'),
      start: new ICAL.Event(event).startDate.toJSDate().getTime(),
      end: new ICAL.Event(event).endDate.toJSDate().getTime(),
      summary: event.getFirstPropertyValue('summary'),
      location: event.getFirstPropertyValue('location') ?? '',
    }));
}

/** The same as node-ical reads them. */
function byNodeIcal(file: string): Parsed[] {
  return Object.values(ical.sync.parseICS(file)).flatMap((part): Parsed[] => {
    if (part?.type !== 'VEVENT') return [];
    const { uid, sequence, status, start, end, summary, location } = part as unknown as Parsed & {
      start: Date;
      end: Date;
    }; // its types lag behind
    return [
      {
        uid,
        sequence: Number(sequence),
        status,
        start: start.getTime(),
        end: end.getTime(),
        summary,
        location: location ?? '',
      },
    ];
  });
}

/** node-ical takes quotes around a whole text for its own and drops them. */
const withoutQuotes = (event: Parsed): Parsed => ({
  ...event,
  location:
    typeof event.location === 'string' && /^".*"$/s.test(event.location) ? event.location.slice(1, -1) : event.location,
});

function expectLines(file: string): void {
  expect(file.endsWith('\r\nEND:VCALENDAR\r\n')).toBe(true);
  for (const line of file.split('\r\n')) {
    expect(Buffer.byteLength(line), line).toBeLessThanOrEqual(75);
    expect(line).not.toMatch(/[\r\n\0]/);
    expect(line.isWellFormed()).toBe(true);
  }
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.constantFrom(
    'a\r\nEND:VEVENT\r\nBEGIN:VEVENT',
    '\\,;:"^n\n',
    'é'.repeat(200),
    '\u{1f468}\u200d\u{1f469}'.repeat(40),
  ),
);

const clean = (text: string) =>
  text
    .toWellFormed()
    .replaceAll(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replaceAll(/[^\P{Cc}\n]+/gu, ' ');
const oneLine = (text: string) => clean(text).replaceAll(/\n+/g, ' ').trim();

describe('the patient’s file', () => {
  test('H06 whatever the texts hold, both parsers read one event with the same text', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (name, place, practitionerName) => {
        const file = appointmentIcs(shown({ practitionerName, location: { kind: 'address', text: place } }), {
          ...PRACTICE,
          name,
        });
        expectLines(file);
        const expected = [
          {
            ...{ uid: 'a1@openhours', sequence: 3, status: 'CONFIRMED', start: shown().start, end: shown().end },
            ...{ summary: oneLine(`Appointment with ${name}`), location: clean(place) },
          },
        ];
        expect(byIcalJs(file)).toEqual(expected);
        expect(byNodeIcal(file)).toEqual(expected.map(withoutQuotes));
      }),
      { numRuns: 300 },
    );
  });

  test('is the same whenever it is opened, and cancelled once the appointment is', () => {
    expect(appointmentIcs(shown(), PRACTICE)).toContain('DTSTAMP:20270202T120000Z');
    const cancelled = appointmentIcs(shown({ status: 'cancelled', sequence: 4, location: undefined }), PRACTICE);
    expect(byIcalJs(cancelled)).toMatchObject([{ uid: 'a1@openhours', sequence: 4, status: 'CANCELLED' }]);
    expect(cancelled).toContain('TRANSP:TRANSPARENT');
  });

  test('links to web calendars carry time, title and place, and no secret', () => {
    const { google, outlook, microsoft365 } = calendarLinks(shown(), PRACTICE);
    const asked = new URL(google).searchParams;
    expect(asked.get('dates')).toBe('20270302T140000Z/20270302T145000Z');
    expect(asked.get('text')).toBe('Appointment with Sample Practice');
    expect(asked.get('location')).toBe('1 Main Street');
    for (const link of [outlook, microsoft365]) {
      expect(Object.fromEntries(new URL(link).searchParams)).toMatchObject({
        startdt: '2027-03-02T14:00:00Z',
        enddt: '2027-03-02T14:50:00Z',
        subject: 'Appointment with Sample Practice',
      });
    }
  });
});

describe('a practitioner’s feed', () => {
  test('H06 whatever the texts hold, both parsers read the same events', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (practitionerName, patientName, location) => {
        const appointments = [
          inFeed({ patientName, location }),
          inFeed({ uid: 'a2@openhours', status: 'cancelled', patientName }),
        ];
        const file = practitionerFeed(cutTo('full', { practitionerName, appointments }));
        expectLines(file);
        const name = oneLine(patientName || 'Appointment');
        const time = { sequence: 3, start: shown().start, end: shown().end };
        const expected = [
          { ...time, uid: 'a1@openhours', status: 'CONFIRMED', summary: name, location: clean(location) },
          {
            ...time,
            uid: 'a2@openhours',
            status: 'CANCELLED',
            summary: oneLine(`Cancelled: ${patientName || 'Appointment'}`),
            location: '1 Main Street',
          },
        ];
        expect(byIcalJs(file)).toEqual(expected);
        expect(byNodeIcal(file)).toEqual(expected.map(withoutQuotes));
        expect(ICAL.Component.fromString(file).getFirstPropertyValue('x-wr-calname')).toBe(
          oneLine(`Appointments – ${practitionerName}`),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('busy-only says when, and nothing of who, where or what was cancelled', () => {
    const appointments = [inFeed(), inFeed({ uid: 'a2@openhours', status: 'cancelled' })];
    const file = practitionerFeed(cutTo('busy', { practitionerName: 'Dr. Lee', appointments }));
    expect(byIcalJs(file)).toMatchObject([
      { uid: 'a1@openhours', summary: 'Busy', location: '', start: shown().start, end: shown().end },
    ]);
    expect(file).not.toMatch(/Ada|Main|ancelled/i);
  });

  test('initials stand in the place of the name, and nothing else of it does', () => {
    const appointments = [
      inFeed({ patientName: 'Ada  Byron-Lovelace' }),
      inFeed({ uid: 'a2@openhours', patientName: 'עדה ביירון' }),
      inFeed({ uid: 'a3@openhours', patientName: 'élan', status: 'cancelled' }),
      inFeed({ uid: 'a4@openhours', patientName: '“12”' }),
      inFeed({ uid: 'a5@openhours', patientName: 'One Two Three Four' }),
    ];
    const file = practitionerFeed(cutTo('initials', { practitionerName: 'Dr. Lee', appointments }));
    expect(byIcalJs(file).map(({ summary }) => summary)).toEqual([
      'A.B.L.',
      'ע.ב.',
      'Cancelled: É.',
      'Appointment',
      'O.T.T.',
    ]);
    expect(file).not.toMatch(/Ada|Byron|Lovelace|lan|Two/);
  });

  test('asks to be read again every quarter of an hour', () => {
    const file = practitionerFeed(cutTo('full', { practitionerName: 'Dr. Lee', appointments: [inFeed()] }));
    expect(file).toContain('\r\nREFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n');
    expect(file).toContain('\r\nX-PUBLISHED-TTL:PT15M\r\n');
  });

  test('without appointments it still holds a component, as RFC 5545 asks', () => {
    const file = practitionerFeed(cutTo('full', { practitionerName: 'Dr. Lee', appointments: [] }));
    expectLines(file);
    expect(
      ICAL.Component.fromString(file)
        .getAllSubcomponents()
        .map(({ name }) => name),
    ).toEqual(['vtimezone']);
    expect(byNodeIcal(file)).toEqual([]);
  });
});
