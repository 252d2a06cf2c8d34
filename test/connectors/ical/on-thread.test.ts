/** Reading on threads with a budget (failures E12, E13): what is over it is ended, and its time is never free. */

import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, test } from 'vitest';
import { NotACalendar, readIcs } from '../../../connectors/ical/busy.ts';
import { threadReader } from '../../../connectors/ical/on-thread.ts';
import { calendar, event, query } from './calendar.ts';
import { nasty } from './nasty.ts';

const asked = query({ start: '2026-03-01', end: '2026-05-01' });
const whole = { start: asked.start, end: asked.end };
const hour = calendar(event('DTSTART:20260302T090000Z', 'DTEND:20260302T100000Z'));
const reader = threadReader(new URL('../../../src/ical-thread.ts', import.meta.url));
afterAll(() => reader.close());

test('a thread gives what reading in place gives', async () => {
  const owned = { ...asked, titles: true, owner: ['me@example.org'] };
  expect(await reader.read(hour, owned)).toEqual({ reading: readIcs(hour, owned), isGivenUp: false });
});

test('only UIDs of ours come back from a thread', async () => {
  const text = calendar(
    event('UID:mine', 'DTSTART;VALUE=DATE:20260302'),
    event('UID:other', 'DTSTART;VALUE=DATE:20260303'),
  );
  const { reading } = await reader.read(text, { ...asked, isOurs: (uid) => uid === 'mine' });
  expect(reading.instances.map(({ ours }) => ours)).toEqual(['mine', undefined]);
  expect(JSON.stringify(reading)).not.toContain('other');
});

test('what is no calendar is an error on a thread too, and the thread goes on', async () => {
  await expect(reader.read('<!doctype html>', asked)).rejects.toBeInstanceOf(NotACalendar);
  expect((await reader.read(hour, asked)).reading.instances).toHaveLength(1);
});

test('more readings than threads wait for each other', async () => {
  const all = await Promise.all(Array.from({ length: 9 }, () => reader.read(hour, asked)));
  expect(all.map(({ reading }) => reading.instances.length)).toEqual(Array.from({ length: 9 }, () => 1));
});

test('an idle thread keeps no process from ending', () => {
  const [reading, program] = ['connectors/ical/on-thread.ts', 'src/ical-thread.ts'].map(
    (path) => new URL(`../../../${path}`, import.meta.url).href,
  );
  const script = `import { threadReader } from '${reading}';
    const { reading } = await threadReader(new URL('${program}')).read(${JSON.stringify(hour)}, ${JSON.stringify(asked)});
    console.log(reading.instances.length);`;
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect([child.stdout, child.status]).toEqual(['1\n', 0]);
});

describe('a reader that does not end', () => {
  const greedy = threadReader(new URL('../../support/greedy-process.ts', import.meta.url), {
    milliseconds: 100,
    megabytes: 40,
  });
  const patient = threadReader(new URL('../../support/greedy-process.ts', import.meta.url), {
    milliseconds: 30_000,
    megabytes: 40,
  });
  afterAll(() => Promise.all([greedy.close(), patient.close()]));

  test.each([
    ['time', greedy, 'too long'],
    ['memory', patient, 'too much memory'],
  ])('is ended when its %s is used up; all that was asked is uncertain', async (text, from, words) => {
    const { reading, isGivenUp } = await from.read(text, asked);
    expect(isGivenUp).toBe(true);
    expect(reading).toMatchObject({ instances: [], covered: whole, uncertain: [whole] });
    expect(reading.warnings).toEqual([{ rule: 'capped', text: expect.stringContaining(words) }]);
  });

  test('a defect on the thread is an error, never "free"', async () => {
    await expect(patient.read('throw', asked)).rejects.toThrow('could not be read on its thread');
  });
});

describe('nasty calendars', () => {
  test('are 35 or more', () => {
    expect(Object.keys(nasty).length).toBeGreaterThanOrEqual(35);
  });

  // Within memory by V8's own limit; within time, as it is counted in steps, or ended.
  test.each(Object.entries(nasty))('%s', async (_, make) => {
    const { reading } = await reader.read(make(), asked);
    expect(reading.covered).toEqual(whole);
    expect(reading.uncertain.length > 0).toBe(
      reading.warnings.some(({ rule }) => rule === 'capped' || rule === 'unreadable-event'),
    );
    expect(reading.warnings.map(({ text }) => text).join()).not.toContain('too much memory');
  });
});
