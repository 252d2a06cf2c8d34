/** Corners of what busy time means, by name; numbers such as P8 are those of the decision record on reading iCalendar. */

import { describe, expect, test } from 'vitest';
import { NotACalendar, readIcs } from '../../../connectors/ical/busy.ts';
import { busy, calendar, event, query, reading } from './calendar.ts';

const hour = ['DTSTART:20260302T090000Z', 'DTEND:20260302T100000Z'];

describe('what blocks (P1 to P3)', () => {
  test('an event blocks from its start to its end', () => {
    expect(busy(calendar(event(...hour)))).toEqual(['2026-03-02T09:00/2026-03-02T10:00']);
  });

  test.each([
    'TRANSP:TRANSPARENT',
    'transp:transparent',
    'STATUS:CANCELLED',
    'X-MICROSOFT-CDO-BUSYSTATUS:FREE',
    'X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE',
  ])('%s alone frees it', (line) => {
    expect(busy(calendar(event(...hour, line)))).toEqual([]);
  });

  test.each([
    'STATUS:TENTATIVE',
    'X-MICROSOFT-CDO-BUSYSTATUS:OOF',
    'X-MICROSOFT-CDO-INTENDEDSTATUS:FREE',
    'CLASS:PRIVATE',
    'ATTENDEE;PARTSTAT=DECLINED:mailto:me@example.org',
  ])('%s does not free it', (line) => {
    expect(busy(calendar(event(...hour, line)))).toHaveLength(1);
  });

  test('METHOD:CANCEL frees the events of its own calendar and no others, wherever it stands in it', () => {
    const cancelled = calendar(event('UID:a', ...hour), 'METHOD:CANCEL');
    const kept = calendar(event('UID:b', 'DTSTART:20260303T090000Z', 'DTEND:20260303T100000Z'));
    expect(busy(cancelled + kept)).toEqual(['2026-03-03T09:00/2026-03-03T10:00']);
  });

  test('an event that its owner declined takes no time once the owner is known', () => {
    const text = calendar(event(...hour, 'ATTENDEE;PARTSTAT=DECLINED:MAILTO:Me@example.org'));
    expect(reading(text, { owner: ['me@example.org'] }).instances).toEqual([]);
  });
});

describe('how long (P4, P5)', () => {
  test.each([
    ['a day without end lasts that day', ['DTSTART;VALUE=DATE:20260302'], ['2026-03-01T23:00/2026-03-02T23:00']],
    [
      'a day that ends on itself lasts that day',
      ['DTSTART;VALUE=DATE:20260302', 'DTEND;VALUE=DATE:20260302'],
      ['2026-03-01T23:00/2026-03-02T23:00'],
    ],
    [
      'the day on which clocks go forward has 23 hours',
      ['DTSTART;VALUE=DATE:20260329'],
      ['2026-03-28T23:00/2026-03-29T22:00'],
    ],
    ['a time without end takes no time', ['DTSTART:20260302T090000Z'], []],
    [
      'an end before the start takes no time and is never swapped',
      ['DTSTART:20260302T090000Z', 'DTEND:20260302T080000Z'],
      [],
    ],
    ['an end beats a duration', [...hour, 'DURATION:PT5H'], ['2026-03-02T09:00/2026-03-02T10:00']],
    [
      'an end without zone is on the clock of the start',
      ['DTSTART;TZID=America/New_York:20260302T090000', 'DTEND:20260302T100000'],
      ['2026-03-02T14:00/2026-03-02T15:00'],
    ],
  ])('%s', (_, lines, expected) => {
    expect(busy(calendar(event(...lines)))).toEqual(expected);
  });

  test('an end gives every occurrence the same elapsed time, a duration in days the same wall-clock time', () => {
    const nights = ['RRULE:FREQ=DAILY;COUNT=2', 'DTSTART;TZID=Europe/Paris:20260327T220000'];
    expect(busy(calendar(event(...nights, 'DTEND;TZID=Europe/Paris:20260328T060000')))).toEqual([
      '2026-03-27T21:00/2026-03-28T05:00',
      '2026-03-28T21:00/2026-03-29T05:00',
    ]);
    expect(busy(calendar(event('DTSTART;TZID=Europe/Paris:20260328T220000', 'DURATION:P1DT1H')))).toEqual([
      '2026-03-28T21:00/2026-03-29T21:00',
    ]);
  });

  test('an end that nobody can read leaves the day after the start uncertain instead of free', () => {
    const { instances, uncertain, warnings } = reading(calendar(event('DTSTART:20260302T090000Z', 'DTEND:later')));
    expect(instances).toEqual([]);
    expect(uncertain).toEqual([{ start: Date.UTC(2026, 2, 2, 9), end: Date.UTC(2026, 2, 3, 9) }]);
    expect(warnings.map(({ rule }) => rule)).toEqual(['unreadable-event']);
  });
});

describe('which clock (P6 to P8)', () => {
  const at9 = (tzid: string) =>
    busy(calendar(event(`DTSTART;TZID=${tzid}:20260702T090000`, 'DURATION:PT1H')), { zone: 'Asia/Tokyo' })[0];

  test.each([
    ['America/New_York', '13:00'],
    ['america/new_york', '13:00'],
    ['"America/New_York"', '13:00'],
    ['Eastern Standard Time', '13:00'],
    ['EASTERN STANDARD TIME', '13:00'],
    ['"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"', '07:00'],
    ['(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna', '07:00'],
    ['(UTC+10:00) Canberra, Melbourne, Sydney', '23:00'],
    ['(UTC+05:00) Place Unheard Of', '04:00'],
    ['/mozilla.org/20070129_1/Europe/Berlin', '07:00'],
    ['/freeassociation.sourceforge.net/Tzfile/America/New_York', '13:00'],
    ['tzone://Microsoft/Utc', '09:00'],
    ['Mexico Standard Time', '15:00'],
    ['GMT+0530', '03:30'],
    ['Etc/GMT+5', '14:00'],
    ['Nowhere', '00:00'],
  ])('TZID=%s', (tzid, utc) => {
    expect(at9(tzid)?.slice(11, 16)).toBe(utc);
  });

  test('an unknown zone is read as local time and the practitioner is told', () => {
    const { warnings } = reading(calendar(event('DTSTART;TZID=Nowhere:20260702T090000', 'DURATION:PT1H')));
    expect(warnings.map(({ text }) => text.replace(/\([0-9a-f]{8}\)/, '(…)'))).toEqual([
      'The event that starts 2026-07-02 at 09:00 (…) names a time zone that nobody knows ("Nowhere"); its times are read as local ones.',
    ]);
  });

  test('IANA data beats a description of the same name (E14), which beats a Windows name', () => {
    const described = (name: string) =>
      [
        'BEGIN:VTIMEZONE',
        `TZID:${name}`,
        'BEGIN:STANDARD',
        'DTSTART:19700101T000000',
        'TZOFFSETFROM:+0800',
        'TZOFFSETTO:+0800',
        'END:STANDARD',
        'END:VTIMEZONE',
      ].join('\r\n');
    const at = (name: string) =>
      busy(calendar(event(`DTSTART;TZID=${name}:20260702T090000`, 'DURATION:PT1H'), described(name)))[0]?.slice(11, 16);
    expect(at('Europe/Paris')).toBe('07:00');
    expect(at('Eastern Standard Time')).toBe('01:00');
  });

  test('an era that is over leaves the zone as its last change left it', () => {
    const rule = (kind: string, [start, from, to, month]: [string, string, string, number]) =>
      [
        `BEGIN:${kind}`,
        `DTSTART:${start}`,
        `TZOFFSETFROM:${from}`,
        `TZOFFSETTO:${to}`,
        `RRULE:FREQ=YEARLY;BYMONTH=${month};BYDAY=-1SU;UNTIL=20101231T000000Z`,
        `END:${kind}`,
      ].join('\r\n');
    const zone = [
      'BEGIN:VTIMEZONE',
      'TZID:Gone',
      rule('STANDARD', ['19961027T030000', '+0400', '+0300', 10]),
      rule('DAYLIGHT', ['19970330T020000', '+0300', '+0400', 3]),
      'END:VTIMEZONE',
    ].join('\r\n');
    expect(busy(calendar(zone, event('DTSTART;TZID=Gone:20260702T090000', 'DURATION:PT1H')))).toEqual([
      '2026-07-02T06:00/2026-07-02T07:00',
    ]);
  });

  test('a time that clocks skip is as long after midnight as if they had not; of two equal times it is the first', () => {
    const local = (at: string) =>
      busy(calendar(event(`DTSTART;TZID=Europe/Paris:${at}`, 'DURATION:PT15M')))[0]?.slice(0, 16);
    expect(local('20260329T023000')).toBe('2026-03-29T01:30');
    expect(local('20261025T023000')).toBe('2026-10-25T00:30');
  });
});

describe('series (P9 to P14)', () => {
  const days = (...lines: string[]) =>
    busy(calendar(event('DTSTART;TZID=Europe/Paris:20260323T100000', 'DURATION:PT1H', ...lines)), {
      end: '2026-04-20',
    }).map((each) => each.slice(5, 16));

  test('a series keeps its wall-clock time when clocks change', () => {
    expect(days('RRULE:FREQ=WEEKLY;COUNT=2')).toEqual(['03-23T09:00', '03-30T08:00']);
  });

  test('the first date counts although the rule does not make it, and COUNT does not count it', () => {
    expect(days('RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=2')).toEqual(['03-23T09:00', '03-24T09:00', '03-31T08:00']);
  });

  test.each([
    ['an instant', 'UNTIL=20260330T080000Z', 2],
    ['an instant just before', 'UNTIL=20260330T075959Z', 1],
    ['a local time', 'UNTIL=20260330T100000', 2],
    ['a day, all of it', 'UNTIL=20260330', 2],
  ])('UNTIL may be %s', (_, until, count) => {
    expect(days(`RRULE:FREQ=WEEKLY;${until}`)).toHaveLength(count);
  });

  test.each([
    'EXDATE:20260330T100000',
    'EXDATE:20260330T080000Z',
    'EXDATE;TZID=Asia/Tokyo:20260330T170000',
    'EXDATE;VALUE=DATE:20260330',
    'EXDATE:20260101T000000Z,20260330T080000Z',
  ])('%s takes one occurrence out, in whatever zone it is written', (line) => {
    expect(days('RRULE:FREQ=WEEKLY;COUNT=3', line)).toEqual(['03-23T09:00', '04-06T08:00']);
  });

  test('exceptions are not made good for by COUNT, and EXRULE takes out what it makes', () => {
    expect(days('RRULE:FREQ=DAILY;COUNT=4', 'EXRULE:FREQ=DAILY;INTERVAL=2')).toEqual(['03-24T09:00', '03-26T09:00']);
  });

  test('a rule that nobody can read leaves the first date, with a warning (E12)', () => {
    for (const rule of [
      'FREQ=SOMETIMES',
      'FREQ=DAILY;INTERVAL=0',
      'FREQ=DAILY;INTERVAL=-1',
      'FREQ=DAILY;COUNT=.007',
      'RSCALE=HEBREW;FREQ=YEARLY',
      'UNTIL=never;FREQ=DAILY',
      '',
    ]) {
      expect(days(`RRULE:${rule}`)).toEqual(['03-23T09:00']);
      const { warnings } = reading(calendar(event(...hour, `RRULE:${rule}`)));
      expect(warnings.map((warning) => warning.rule)).toEqual(['unreadable-rule']);
    }
  });

  const change = (rid: string, start: string, ...more: string[]) =>
    event(`RECURRENCE-ID${rid}`, `DTSTART;TZID=Europe/Paris:${start}`, 'DURATION:PT1H', ...more);
  const series = event(
    'DTSTART;TZID=Europe/Paris:20260323T100000',
    'DURATION:PT1H',
    'RRULE:FREQ=DAILY;COUNT=3',
    'EXDATE;TZID=Europe/Paris:20260325T100000',
  );
  const starts = (...components: string[]) => busy(calendar(series, ...components)).map((each) => each.slice(5, 16));

  test.each([
    ':20260324T100000',
    ':20260324T090000Z',
    ';TZID=America/New_York:20260324T050000',
    ';VALUE=DATE:20260324',
  ])('a change replaces the occurrence that RECURRENCE-ID%s names', (rid) => {
    expect(starts(change(rid, '20260324T150000'))).toEqual(['03-23T09:00', '03-24T14:00']);
  });

  test('a change counts where it lies, also of an occurrence that was taken out or never was', () => {
    expect(
      starts(change(':20260325T100000', '20260325T150000'), change(':20260501T100000', '20260501T150000')),
    ).toEqual(['03-23T09:00', '03-24T09:00', '03-25T14:00', '05-01T13:00']);
  });

  test('of two changes the higher SEQUENCE counts, in whatever order they come (E15)', () => {
    const [old, late] = [
      change(':20260324T100000', '20260324T120000', 'SEQUENCE:1'),
      change(':20260324T100000', '20260324T150000', 'SEQUENCE:2'),
    ];
    expect(starts(old, late)).toEqual(['03-23T09:00', '03-24T14:00']);
    expect(starts(late, old)).toEqual(['03-23T09:00', '03-24T14:00']);
  });

  test('a cancelled change of this and all later ones ends the series', () => {
    expect(starts(change(';RANGE=THISANDFUTURE:20260324T100000', '20260324T100000', 'STATUS:CANCELLED'))).toEqual([
      '03-23T09:00',
    ]);
  });

  test('a change whose own start cannot be read leaves the occurrence as it was', () => {
    expect(starts(change(':20260324T100000', 'soon'))).toEqual(['03-23T09:00', '03-24T09:00']);
  });

  test('two events of one UID and SEQUENCE both count; a UID may be any word (P13)', () => {
    const [a, b] = ['UID:__proto__', 'UID:__proto__'].map((uid, index) =>
      event(uid, `DTSTART:2026030${index + 1}T090000Z`, 'DURATION:PT1H'),
    );
    expect(busy(calendar(a ?? '', b ?? ''))).toHaveLength(2);
  });

  test.each([
    ['BACKWARD', ['01-31', '02-28', '03-31', '04-30']],
    ['FORWARD', ['01-31', '03-01', '03-31', '05-01']],
    ['OMIT', ['01-31', '03-31', '05-31', '07-31']],
  ])('SKIP=%s moves the days a month lacks', (skip, expected) => {
    const text = calendar(
      event('DTSTART:20260131T120000Z', 'DURATION:PT1H', `RRULE:RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=${skip};COUNT=4`),
    );
    expect(busy(text).map((each) => each.slice(5, 10))).toEqual(expected);
  });
});

describe('bodies that are no calendar', () => {
  test.each([
    '',
    '<!doctype html><title>Sign in</title>',
    '{"error":"unauthorized"}',
    'BEGIN:VEVENT\nDTSTART:20260302T090000Z\nEND:VEVENT',
  ])('%j is an error, never "free"', (text) => {
    expect(() => readIcs(text, query())).toThrow(NotACalendar);
  });

  test('an empty calendar is one', () => {
    expect(busy(calendar())).toEqual([]);
  });

  test('a calendar that breaks off leaves everything uncertain and keeps what was there', () => {
    const { instances, uncertain, covered, warnings } = reading(calendar(event(...hour)).replace(/END:VEVENT[^]*/, ''));
    expect(instances).toHaveLength(1);
    expect(uncertain).toEqual([covered]);
    expect(warnings.map(({ rule }) => rule)).toEqual(['cut-file']);
  });
});
