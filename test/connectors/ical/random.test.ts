/** Ten thousand calendars that chance made or broke, the same each time (failures E12, E13): each ends soon, and says what it could not read. */

import { expect, test } from 'vitest';
import { NotACalendar, readIcs } from '../../../connectors/ical/busy.ts';
import { limits } from '../../../connectors/ical/limits.ts';
import { query } from './calendar.ts';
import { calendars } from './chance.ts';

const asked = query({ start: '2026-03-01', end: '2026-05-01' });

test('each of 10,000 ends within its limits', { timeout: 300_000 }, () => {
  let slowest = { ms: 0, text: '' };
  for (const text of calendars(10_000)) {
    const before = process.threadCpuUsage();
    try {
      const { instances, uncertain, covered, warnings } = readIcs(text, asked);
      const { user, system } = process.threadCpuUsage(before);
      if (user + system > slowest.ms * 1000) slowest = { ms: (user + system) / 1000, text };
      expect(covered).toEqual({ start: asked.start, end: asked.end });
      for (const { start, end } of [...instances.slice(0, 50), ...uncertain])
        if (!(start < end)) throw new Error(`[${start}, ${end}) is no time.`);
      expect(instances.length).toBeLessThanOrEqual(limits.instances);
      // Whatever closes time is said.
      if (uncertain.length > 0 && warnings.length === 0) throw new Error('Time is closed, and nobody is told why.');
    } catch (error) {
      if (!(error instanceof NotACalendar)) throw new Error(`A reading failed:\n${text}`, { cause: error });
    }
  }
  expect(slowest.ms, slowest.text).toBeLessThan(limits.thread.milliseconds);
});
