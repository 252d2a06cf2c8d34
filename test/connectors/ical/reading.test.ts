/** What a reading holds beside times: kinds, keys, whose events they are, and no titles unless asked. */

import { expect, test } from 'vitest';
import { busy, calendar, event, reading, written } from './calendar.ts';

const hour = ['DTSTART:20260302T090000Z', 'DTEND:20260302T100000Z'];

test.each([
  ['busy', []],
  ['tentative', ['STATUS:TENTATIVE']],
  ['tentative', ['X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE']],
  ['oof', ['X-MICROSOFT-CDO-BUSYSTATUS:OOF']],
  ['elsewhere', ['X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE']],
  ['free', ['TRANSP:TRANSPARENT']],
  ['free', ['TRANSP:TRANSPARENT', 'STATUS:TENTATIVE', 'X-MICROSOFT-CDO-BUSYSTATUS:OOF']],
] as const)('the kind is %s for %j, so that each calendar can have its own rule', (kind, lines) => {
  expect(reading(calendar(event(...hour, ...lines))).instances.map((each) => each.kind)).toEqual([kind]);
});

test('whole days are told apart, also those that Outlook writes as two times', () => {
  const outlook = event(
    'DTSTART:20260303T000000Z',
    'DTEND:20260304T000000Z',
    'X-MICROSOFT-CDO-ALLDAYEVENT:TRUE',
    'UID:b',
  );
  const text = calendar(event('DTSTART;VALUE=DATE:20260302'), outlook, event('UID:c', ...hour));
  expect(reading(text).instances.map((each) => each.allDay)).toEqual([true, true, false]);
});

test('a key stays when an occurrence is moved, and belongs to one instance only', () => {
  const series = event('DTSTART:20260302T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=3');
  const moved = event('RECURRENCE-ID:20260303T090000Z', 'DTSTART:20260303T150000Z', 'DURATION:PT1H');
  const before = reading(calendar(series)).instances;
  const after = reading(calendar(series, moved)).instances.toSorted((a, b) => a.start - b.start);
  expect(after.map((each) => each.key)).toEqual(before.map((each) => each.key));
  expect(after[1] && written(after[1])).toBe('2026-03-03T15:00/2026-03-03T16:00');

  const twice = reading(calendar(event(...hour), event(...hour))).instances;
  expect(new Set(twice.map((each) => each.key)).size).toBe(2);
});

test('neither titles nor UIDs are in a reading, unless titles are asked for or the event is ours', () => {
  const text = calendar(
    event('UID:patient-name@example.org', 'SUMMARY:Somebody\\, at home', 'LOCATION:Street 1', ...hour),
  );
  expect(JSON.stringify(reading(text))).not.toMatch(/Somebody|patient|Street/);
  expect(reading(text, { titles: true }).instances[0]?.title).toBe('Somebody, at home');
  expect(reading(text, { isOurs: (uid) => uid.endsWith('@example.org') }).instances[0]?.ours).toBe(
    'patient-name@example.org',
  );
});

test('an event without organiser is its owner’s, one of somebody else is not', () => {
  const of = (...lines: string[]) =>
    reading(calendar(event(...hour, ...lines)), { owner: ['Me@example.org'] }).instances[0]?.organised;
  expect(of()).toBe(true);
  expect(of('ORGANIZER;CN=Me:mailto:me@example.org')).toBe(true);
  expect(of('ORGANIZER:mailto:else@example.org')).toBe(false);
  expect(
    reading(calendar(event(...hour, 'ORGANIZER:mailto:else@example.org'))).instances[0]?.organised,
  ).toBeUndefined();
});

test('covered is the asked stretch, and only what touches it is given, unclipped', () => {
  const { covered, instances } = reading(
    calendar(
      event('UID:a', 'DTSTART:20260301T230000Z', 'DURATION:PT2H'),
      event('UID:b', 'DTSTART:20260301T230000Z', 'DURATION:PT1H'),
      event('UID:c', 'DTSTART:20260303T000000Z', 'DURATION:PT1H'),
    ),
    { start: '2026-03-02', end: '2026-03-03' },
  );
  expect(written(covered)).toBe('2026-03-02T00:00/2026-03-03T00:00');
  expect(instances.map(written)).toEqual(['2026-03-01T23:00/2026-03-02T01:00']);
});

test('an event without a readable start is counted and shown, and costs no other', () => {
  const text = calendar(event('UID:bad', 'DTSTART:soon'), event('UID:good', ...hour));
  expect(busy(text)).toHaveLength(1);
  expect(reading(text).warnings).toEqual([
    {
      rule: 'unreadable-event',
      uidHash: expect.stringMatching(/^[0-9a-f]{32}$/),
      text: expect.stringMatching(/^The event \([0-9a-f]{8}\) has no start that can be read and was left out\.$/),
    },
  ]);
});

test('occurrences several a day that touch are one instance', () => {
  const text = calendar(event('DTSTART:20200101T000000Z', 'DURATION:PT1M', 'RRULE:FREQ=MINUTELY'));
  const { instances, uncertain } = reading(text, { start: '2026-03-02', end: '2026-03-04' });
  expect(instances).toHaveLength(1);
  expect(uncertain).toEqual([]);
});
