/** What each Graph event means for a practitioner's time, field by field. */
import { describe, expect, test } from 'vitest';
import { readingOf } from '../../../connectors/outlook/map.ts';
import type { GraphEvent } from '../../../connectors/outlook/schemas.ts';
import { blocked } from '../contract.ts';
import { QUERY } from './rig.ts';

const utc = (dateTime: string) => ({ dateTime, timeZone: 'UTC' });
const event = (changes: Partial<GraphEvent>): GraphEvent => ({
  id: 'x',
  type: 'singleInstance',
  showAs: 'busy',
  start: utc('2027-03-09T14:00:00.0000000'),
  end: utc('2027-03-09T15:00:00.0000000'),
  ...changes,
});
const read = (changes: Partial<GraphEvent>, zone = QUERY.zone) => readingOf([event(changes)], { ...QUERY, zone });
const hour = ['2027-03-09T14:00/2027-03-09T15:00'];

describe('an event', () => {
  test.each<[string, Partial<GraphEvent>, string | undefined, string[]]>([
    ['busy', {}, 'busy', hour],
    ['tentative', { showAs: 'tentative' }, 'tentative', hour],
    ['out of office', { showAs: 'oof' }, 'oof', hour],
    ['free', { showAs: 'free' }, 'free', []],
    ['working elsewhere', { showAs: 'workingElsewhere' }, 'elsewhere', []],
    ['unknown', { showAs: 'unknown' }, 'busy', hour],
    ['of a kind that is new', { showAs: 'constructor' }, 'busy', hour],
    ['without a kind', { showAs: null }, 'busy', hour],
    ['not answered yet', { responseStatus: { response: 'notResponded' } }, 'busy', hour],
    [
      'accepted as perhaps',
      { responseStatus: { response: 'tentativelyAccepted' }, showAs: 'tentative' },
      'tentative',
      hour,
    ],
    ['declined', { responseStatus: { response: 'declined' } }, undefined, []],
    ['cancelled', { isCancelled: true }, undefined, []],
    ['that ends before it starts', { end: utc('2027-03-09T13:00:00') }, 'busy', []],
  ])('%s', (_, changes, kind, blocks) => {
    const { instances } = read(changes);
    expect(instances.map((each) => each.kind)).toEqual(kind === undefined ? [] : [kind]);
    expect(blocked(instances)).toEqual(blocks);
  });
});

describe('whole days', () => {
  const days = (start: string, end: string, zone?: string): Partial<GraphEvent> => ({
    isAllDay: true,
    start: utc(start),
    end: utc(end),
    originalStartTimeZone: zone ?? 'Eastern Standard Time',
  });

  test.each([
    ['America/New_York', ['2027-03-14T05:00/2027-03-15T04:00']],
    ['Europe/Berlin', ['2027-03-13T23:00/2027-03-14T23:00']],
    ['Pacific/Auckland', ['2027-03-13T11:00/2027-03-14T11:00']],
  ])('C11 are days of who looks, in %s, however long the day is', (zone, blocks) => {
    const written = days('2027-03-14T00:00:00.0000000', '2027-03-15T00:00:00.0000000');
    expect(blocked(read(written, zone).instances)).toEqual(blocks);
  });

  test('C11 that were turned into UTC are turned back by the event’s own zone', () => {
    const turned = days('2027-03-10T23:00:00', '2027-03-11T23:00:00', 'W. Europe Standard Time');
    expect(blocked(read(turned).instances)).toEqual(['2027-03-11T05:00/2027-03-12T05:00']);
  });

  test('with no midnight anywhere are all days they touch', () => {
    const odd = days('2027-03-10T16:00:00', '2027-03-11T16:00:00', 'UTC');
    expect(blocked(read(odd).instances)).toEqual(['2027-03-10T05:00/2027-03-12T05:00']);
  });

  test('that end as they start are one day', () => {
    const none = days('2027-03-10T00:00:00', '2027-03-10T00:00:00');
    expect(blocked(read(none).instances)).toEqual(['2027-03-10T05:00/2027-03-11T05:00']);
  });
});

describe('D12 a zone', () => {
  const inZone = (timeZone: string): Partial<GraphEvent> => ({
    start: { dateTime: '2027-03-09T09:00:00.0000000', timeZone },
    end: { dateTime: '2027-03-09T10:00:00.0000000', timeZone },
  });

  test.each([
    ['W. Europe Standard Time', '2027-03-09T08:00/2027-03-09T09:00'],
    ['Eastern Standard Time', '2027-03-09T14:00/2027-03-09T15:00'],
    ['Europe/Paris', '2027-03-09T08:00/2027-03-09T09:00'],
    ['(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi', '2027-03-09T03:30/2027-03-09T04:30'],
    ['tzone://Microsoft/Utc', '2027-03-09T09:00/2027-03-09T10:00'],
  ])('%s is known', (name, blocks) => {
    const { instances, warnings } = read(inZone(name));
    expect(blocked(instances)).toEqual([blocks]);
    expect(warnings).toEqual([]);
  });

  test.each(['Customized Time Zone', 'tzone://Microsoft/Custom', ''])('"%s" blocks all that it may mean', (name) => {
    const { instances, warnings } = read(inZone(name));
    expect(blocked(instances)).toEqual(['2027-03-08T19:00/2027-03-09T22:00']);
    expect(warnings).toMatchObject([{ rule: 'unknown-zone' }]);
  });
});
