/** What we write into an event, and what of it stays the owner's. */
import { expect, test } from 'vitest';
import { merged, newObject } from '../../../connectors/caldav/event-text.ts';
import type { EventToWrite } from '../../../connectors/provider.ts';
import { interval } from '../../../src/domain/interval.ts';
import { EVENT } from './rig.ts';

const FULL: EventToWrite = { ...EVENT, location: '12 Sample Street', description: 'Video: https://video.example/1' };
const MOVED: EventToWrite = { ...FULL, ...interval(EVENT.end, EVENT.end + 3_600_000), sequence: 2 };
const lines = (text: string | undefined) => text?.replaceAll('\r\n ', '').split('\r\n') ?? [];
const edited = (...more: readonly string[]) =>
  newObject(FULL).replace('END:VEVENT', [...more, 'END:VEVENT'].join('\r\n'));

test('an event says what it is to say, in UTC, and nothing of who comes', () => {
  const text = lines(newObject(FULL));
  expect(text).toContain('DTSTART:20270319T140000Z');
  expect(text).toContain('SUMMARY:Appointment');
  expect(text.filter((line) => /^(ATTENDEE|ORGANIZER|BEGIN:VALARM)/.test(line))).toEqual([]);
});

test('B14 alarms, colours, categories and properties that nobody knows stay', () => {
  const own = [
    'CATEGORIES:Work',
    'COLOR:red',
    'X-SOME-APP;X-P="a;b":c\\,d',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'TRIGGER:-PT15M',
    'END:VALARM',
  ];
  const text = lines(merged(edited(...own), MOVED, FULL));
  for (const line of own) expect(text).toContain(line);
  expect(text).toContain('DTSTART:20270319T150000Z');
  expect(text).toContain('SEQUENCE:2');
});

test('what is as it is to be is not written again, in whatever way its time is written', () => {
  expect(merged(newObject(FULL), FULL, FULL)).toBeUndefined();
  const elsewhere = newObject(FULL).replace(/DTSTART.*/, 'DTSTART;TZID=Europe/Paris:20270319T150000');
  expect(merged(elsewhere, FULL, FULL)).toBeUndefined();
});

test('words that we wrote follow the appointment', () => {
  const text = lines(
    merged(newObject(FULL), { ...FULL, title: 'A. L.', location: 'Room 2', description: 'No video' }, FULL),
  );
  for (const line of ['SUMMARY:A. L.', 'LOCATION:Room 2', 'DESCRIPTION:No video']) expect(text).toContain(line);
  const { location: _, description: __, ...bare } = FULL;
  expect(lines(merged(newObject(FULL), bare, FULL)).filter((line) => /^(LOCATION|DESCRIPTION)/.test(line))).toEqual([]);
});

test.each([
  ['SUMMARY', 'SUMMARY:Bring the blue folder'],
  ['LOCATION', 'LOCATION:At home'],
  ['DESCRIPTION', 'DESCRIPTION:My notes'],
])('%s that the owner wrote stays', (name, own) => {
  const text = newObject(FULL)
    .replaceAll('\r\n ', '')
    .replace(new RegExp(`^${name}:.*$`, 'm'), own);
  const after = lines(merged(text, { ...MOVED, title: 'B', location: 'C', description: 'D' }, FULL));
  expect(after).toContain(own);
});

test('words that the owner took out stay out, until they change', () => {
  const text = newObject(FULL).replace(/^LOCATION:.*\r\n/m, '');
  expect(lines(merged(text, MOVED, FULL)).filter((line) => line.startsWith('LOCATION'))).toEqual([]);
  expect(lines(merged(text, { ...MOVED, location: 'Room 2' }, FULL))).toContain('LOCATION:Room 2');
});

test('commas, line breaks and long words come back as they were', () => {
  const words = { ...FULL, title: 'a, b; c\\d', location: 'Ünïted\nStreet', description: 'x'.repeat(300) };
  expect(merged(newObject(words), words, words)).toBeUndefined();
});

test('what cannot be edited without losing the owner’s words is not edited', () => {
  expect(() => merged(newObject(FULL).replace('SUMMARY', 'junk\r\nSUMMARY'), MOVED, FULL)).toThrow(/cannot be edited/);
  expect(() => merged(newObject({ ...FULL, uid: 'other' }), MOVED, FULL)).toThrow(/cannot be edited/);
});
