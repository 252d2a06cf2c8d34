import ICAL from 'ical.js';
import fc from 'fast-check';
import ical from 'node-ical';
import { describe, expect, test } from 'vitest';
import type { Appointment } from '../../src/domain/booking.ts';
import type { NoticeKind } from '../../src/domain/notices.ts';
import { toInstant, toLocal } from '../../src/domain/zone.ts';
import { composeMyAppointments } from '../../src/email/my-appointments.ts';
import { composeNotice, type Told } from '../../src/email/notice.ts';
import { composeSignIn } from '../../src/email/sign-in.ts';
import { at } from '../support/practice.ts';

const TO_PATIENT: NoticeKind[] = ['confirmation', 'change', 'cancellation', 'reminder'];
const TO_PRACTITIONER: NoticeKind[] = ['booked', 'moved', 'cancelled'];

function appointment(change: Partial<Appointment> = {}): Appointment {
  const start = change.start ?? at('2026-11-24T09:00-05:00');
  const ids = { id: 'a1', practitionerId: 'd1', typeId: 't1' } as unknown as Pick<
    Appointment,
    'id' | 'practitionerId' | 'typeId'
  >; // any ids
  return {
    ...ids,
    practitionerName: 'Dr. Lee',
    patient: {
      id: 'p1' as Appointment['patient']['id'],
      name: 'Ada Byron',
      email: 'ada@patient.example',
      phone: '+1 212 555 0199',
    }, // any id
    typeName: 'Consultation',
    length: 50,
    padding: 10,
    start,
    end: (start + 50 * 60_000) as Appointment['end'], // an instant moved by the length
    blockedUntil: (start + 60 * 60_000) as Appointment['end'],
    localStart: '2026-11-24T09:00',
    zone: 'America/New_York',
    patientZone: 'America/New_York',
    status: 'confirmed',
    location: { kind: 'address', text: '1 Main Street' },
    note: 'Typed note',
    uid: 'a1@openhours',
    sequence: 0,
    revision: 1,
    bookedBy: 'patient',
    toVerify: false,
    createdAt: at('2026-11-01T12:00Z'),
    changedAt: at('2026-11-02T12:00Z'),
    linkKey: 'k',
    linkVersion: 1,
    cancelledAt: undefined,
    cancelledBy: undefined,
    noShow: false,
    seriesId: undefined,
    ...change,
  };
}

function told(change: Partial<Appointment> = {}, more: Partial<Told> = {}): Told {
  return {
    id: 'n1',
    appointment: appointment(change),
    practice: {
      patientWord: 'patient',
      name: 'Sample Practice',
      phone: '+1 212 555 0100',
      email: 'office@practice.example',
      policyText: 'Cancel a day before.\nThank you.',
      canMove: true,
      canCancel: true,
    },
    typeNote: 'Please ring twice.',
    to: 'ada@patient.example',
    from: 'openhours@practice.example',
    manageUrl: 'https://booking.example/manage/secret',
    bookingUrl: 'https://booking.example/book/sample-practice',
    deskUrl: 'https://booking.example/desk',
    ...more,
  };
}

/** What a person reads in an HTML body. */
function read(html: string): string {
  const body = html
    .slice(html.indexOf('<body>'))
    .replaceAll(/<br>|<\/(p|dt|dd|h1|div)>/g, '\n')
    .replaceAll(/<[^>]*>/g, '');
  return body
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

describe('the patient’s mail', () => {
  test('H15 says all there is to know in its text', () => {
    const { subject, text } = composeNotice('confirmation', told());
    expect(subject).toBe('Your appointment on Tue, Nov 24 at 9:00 AM with Sample Practice');
    expect(text).toBe(`Your appointment is booked

When: Tuesday, November 24, 2026, 9:00 – 9:50 AM
  Eastern Time – New York (UTC−5)
With: Dr. Lee
What: Consultation, 50 minutes
Where: 1 Main Street
Practice: Sample Practice
Phone: +1 212 555 0100
Email: office@practice.example

From Sample Practice:
Please ring twice.

See, move or cancel your appointment:
https://booking.example/manage/secret

Cancellation policy:
Cancel a day before.
Thank you.

The link is for you alone: whoever has it can see and change this appointment.
`);
  });

  test('H15 its HTML says the same as its text', () => {
    for (const kind of [...TO_PATIENT, ...TO_PRACTITIONER]) {
      const { text, html } = composeNotice(kind, told());
      const words = read(html);
      for (const line of text.split('\n').map((part) => part.replace(/^\w[\w ]*: (?=.)|:$/, '').trim())) {
        expect(words.replaceAll('\u00a0', ' '), kind).toContain(line);
      }
      expect(html).not.toMatch(/<img|<table|<script|https?:\/\/(?!booking\.example)/);
    }
  });

  test('H12 holds nothing that the patient typed', () => {
    const patient = { ...appointment().patient, name: 'TYPED-NAME', phone: 'TYPED-PHONE' };
    for (const kind of TO_PATIENT) {
      const mail = composeNotice(kind, told({ patient, note: 'TYPED-NOTE http://evil.example' }));
      expect(JSON.stringify(mail)).not.toMatch(/TYPED|evil/);
    }
  });

  test('neither subject nor event name the type, the patient or the padding', () => {
    for (const kind of [...TO_PATIENT, ...TO_PRACTITIONER]) {
      const { subject, event } = composeNotice(kind, told({ typeName: 'EMDR', practitionerName: 'Dr. Lee' }));
      expect(`${subject}\n${event?.content}`, kind).not.toMatch(/EMDR|Ada|Byron|Typed|0199|T1500|manage/);
    }
  });

  test('in person the practice’s clock comes first, by video and phone the patient’s own; the other is named', () => {
    const far = { patientZone: 'Europe/Paris' };
    expect(composeNotice('confirmation', told(far)).text).toMatch(
      /When: Tuesday, November 24, 2026, 9:00 – 9:50 AM\n {2}Eastern[^\n]*\nIn your time zone: Tuesday, November 24, 2026, 3:00 – 3:50 PM\n {2}Central European/,
    );
    const video = composeNotice(
      'confirmation',
      told({ ...far, location: { kind: 'video', text: 'https://booking.example/room' } }),
    );
    expect(video.subject).toContain('at 3:00 PM');
    expect(video.text).toMatch(/When:[^\n]*3:00 – 3:50 PM\n[^\n]*\nAt the practice:[^\n]*9:00 – 9:50 AM/);
  });

  test('offers what the practice allows, and after a cancellation another booking', () => {
    const allowed = (canMove: boolean, canCancel: boolean) =>
      composeNotice('confirmation', told({}, { practice: { ...told().practice, canMove, canCancel } })).text;
    expect(allowed(false, true)).toContain('See or cancel your appointment:');
    expect(allowed(false, false)).toContain('See your appointment:');
    const { text, event } = composeNotice('cancellation', told({ status: 'cancelled', sequence: 1 }));
    expect(text).toContain('https://booking.example/book/sample-practice');
    expect(text).not.toContain('/manage/');
    expect(event?.method).toBe('CANCEL');
  });

  test('G05 G03 text and event say the same local time, also when booked before a clock change and in the hour that comes twice', () => {
    for (const local of ['2026-10-30T16:00', '2026-11-02T16:00', '2027-03-15T16:00', '2026-11-01T01:30']) {
      const start = toInstant(local, 'America/New_York');
      const { text, event } = composeNotice('confirmation', told({ start, localStart: local }));
      expect(text).toContain(local.endsWith('16:00') ? '4:00 – 4:50 PM' : '1:30 AM (UTC−4) – 1:20 AM (UTC−5)');
      const written = ICAL.Component.fromString(event?.content ?? '').getFirstSubcomponent('vevent');
      const began = new ICAL.Event(written!).startDate.toJSDate().getTime(); // one was written
      expect(toLocal(began as Appointment['start'], 'America/New_York')).toBe(local);
    }
  });
});

describe('the practitioner’s mail', () => {
  test('names the patient, how to reach them, and their note as plain text', () => {
    const note = '<script>alert(1)</script>\nhttps://evil.example';
    const { subject, text, html } = composeNotice(
      'booked',
      told({ note, toVerify: true }, { to: 'lee@practice.example' }),
    );
    expect(subject).toBe('New appointment on Tue, Nov 24 at 9:00 AM');
    expect(text).toContain('Patient: Ada Byron\nEmail: ada@patient.example\nPhone: +1 212 555 0199');
    expect(text).toContain(`Note from the patient:\n${note}`);
    expect(text).toContain('Please check that the time is free.');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;<br>https://evil.example');
    expect(html).not.toContain('<script');
    expect(html).not.toContain('href="https://evil');
  });

  test('calls who books by the practice’s word, and patients’ mails by neither', () => {
    const practice = { ...told().practice, patientWord: 'client' } as const;
    const there = { patientZone: 'Europe/Paris', note: 'Typed note' };
    const mails = TO_PRACTITIONER.map((kind) => composeNotice(kind, told(there, { practice })).text);
    for (const text of mails) {
      expect(text).not.toMatch(/\bpatient\b(?!\.example)/i);
      expect(text).toContain('Client: Ada Byron');
      expect(text).toContain('Note from the client:');
      expect(text).toContain('For the client:');
    }
    expect(mails[1]).toContain('An appointment was moved by the client');
    for (const kind of TO_PATIENT)
      expect(composeNotice(kind, told(there, { practice })).text).not.toMatch(/\b(patient|client)\b(?!\.example)/i);
  });
});

describe('the iCalendar part', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.constantFrom('a\r\nEND:VEVENT\r\nBEGIN:VEVENT', 'x\\,;:"^n\n', '\u{1f468}\u200d\u{1f469}'.repeat(40)),
  );

  test('H06 whatever the texts hold, it parses back to one event with the same text, in lines of at most 75 octets', () => {
    fc.assert(
      fc.property(
        anyText,
        anyText,
        anyText,
        fc.constantFrom(...TO_PATIENT, ...TO_PRACTITIONER),
        (name, place, practitionerName, kind) => {
          const location = { kind: 'address', text: place } as const;
          const practice = { ...told().practice, name };
          const { content } = composeNotice(kind, told({ location, practitionerName }, { practice })).event!; // each notice has one
          for (const line of content.split('\r\n')) {
            expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
            expect(line).not.toMatch(/[\r\n\0]/);
            expect(line.isWellFormed()).toBe(true);
          }
          const calendar = ICAL.Component.fromString(content);
          expect(calendar.getAllSubcomponents()).toHaveLength(1);
          const event = calendar.getFirstSubcomponent('vevent')!; // counted
          expect(event.getFirstPropertyValue('location') ?? '').toBe(clean(place));
          const organizer = event.getFirstProperty('organizer')!; // always written
          expect(organizer.getFirstValue()).toBe('mailto:openhours@practice.example');
          if (oneLine(name))
            expect(organizer.getFirstParameter('cn')).toBe(oneLine(name).replaceAll('"', "'").replaceAll('\\', '/'));
          if (TO_PATIENT.includes(kind)) {
            expect(event.getFirstPropertyValue('summary')).toBe(oneLine(`Appointment with ${name}`));
            expect(String(event.getFirstPropertyValue('description'))).toContain(`With ${clean(practitionerName)}.`);
          }
          const others = Object.values(ical.sync.parseICS(content)).filter((part) => part?.type === 'VEVENT');
          expect(others).toHaveLength(1);
          expect(others[0]).toMatchObject({
            uid: 'a1@openhours',
            sequence: 0,
            start: new Date('2026-11-24T14:00:00Z'),
          });
          expect((others[0] as { location?: string }).location ?? '').toBe(clean(place)); // an event, counted
        },
      ),
      { numRuns: 300 },
    );
  });

  test('names organizer and attendee, asks for no answer, and is the same whenever it is written', () => {
    const { content } = composeNotice('confirmation', told()).event!; // each notice has one
    expect(content.replaceAll(/\r\n /g, '')).toBe(
      [
        'BEGIN:VCALENDAR',
        'VERSION:2.0',
        'PRODID:-//Openhours//Openhours//EN',
        'METHOD:REQUEST',
        'BEGIN:VEVENT',
        'UID:a1@openhours',
        'DTSTAMP:20261102T120000Z',
        'CREATED:20261101T120000Z',
        'LAST-MODIFIED:20261102T120000Z',
        'DTSTART:20261124T140000Z',
        'DTEND:20261124T145000Z',
        'SEQUENCE:0',
        'STATUS:CONFIRMED',
        'TRANSP:OPAQUE',
        'CLASS:PRIVATE',
        'SUMMARY:Appointment with Sample Practice',
        'DESCRIPTION:With Dr. Lee.\\nTo change or cancel\\, use the link that you were sent or call +1 212 555 0100.',
        'LOCATION:1 Main Street',
        'ORGANIZER;CN=Sample Practice:mailto:openhours@practice.example',
        'ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:ada@patient.example',
        'END:VEVENT',
        'END:VCALENDAR',
        '',
      ].join('\r\n'),
    );
  });
});

describe('mails that carry a link', () => {
  test('say what it is for, and nothing of what is behind it', () => {
    const signIn = composeSignIn({
      id: 's1',
      to: 'lee@practice.example',
      url: 'https://booking.example/desk/sign-in/x',
      code: '01234567',
      device: 'Firefox on Linux',
    });
    expect(signIn.text).toContain('https://booking.example/desk/sign-in/x');
    expect(signIn.text).toContain('Code: 0123 4567');
    expect(signIn.text).toContain('Asked for in Firefox on Linux.');
    const practice = { name: 'Sample Practice', email: '' };
    const list = composeMyAppointments({
      id: 'm1',
      to: 'ada@patient.example',
      url: 'https://booking.example/book/x/my-appointments/y',
      practice,
    });
    expect(list).toMatchObject({ subject: 'Your appointments with Sample Practice', replyTo: undefined });
    expect(list.text).toContain('https://booking.example/book/x/my-appointments/y');
  });
});

/** Line breaks as line feeds, no other control characters: what a calendar can carry. */
function clean(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replaceAll(/[^\P{Cc}\n]+/gu, ' ');
}

function oneLine(text: string): string {
  return clean(text).replaceAll(/\n+/g, ' ').trim();
}
