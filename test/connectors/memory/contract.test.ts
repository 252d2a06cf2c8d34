/** The calendar in memory that other tests use keeps the contract of calendars, so that they mean something. */
import { ProviderError } from '../../../connectors/provider.ts';
import { instant } from '../../../src/domain/interval.ts';
import type { Fault } from '../../support/fault-proxy.ts';
import { MemoryCalendar } from '../../support/memory/calendar.ts';
import { contract, type Rig } from '../contract.ts';
import { toIcs } from '../sample-week.ts';

function memoryRig(): Promise<Rig> {
  const calendar = new MemoryCalendar();
  return Promise.resolve({
    provider: calendar,
    access: { connection: 'c1' },
    calendar: 'main',
    write(events) {
      for (const event of events) calendar.own(event.uid, toIcs([event]));
      return Promise.resolve();
    },
    erase(uid) {
      calendar.erase(`own-${uid}`);
      return Promise.resolve();
    },
    count: () => Promise.resolve(calendar.events.size),
    fail: (fault, { times = 1 } = {}) =>
      calendar.fail({ when: fault.kind === 'cut-after' ? 'after' : 'before', error: () => errorOf(fault) }, times),
    heal: () => calendar.heal(),
    ours: {
      move(uid, { start, end }) {
        calendar.move(uid, { start: instant(start), end: instant(end) });
        return Promise.resolve();
      },
      setNotes(uid, notes) {
        calendar.setNotes(uid, notes);
        return Promise.resolve();
      },
      notes: (uid) => Promise.resolve(calendar.oursOf(uid)?.notes ?? ''),
      copy(uid, { start, end }) {
        const utc = (at: number) => new Date(at).toISOString().replaceAll(/[-:]|\.000/g, '');
        const lines = [
          'BEGIN:VCALENDAR',
          'BEGIN:VEVENT',
          `UID:copy-of-${uid}`,
          `DTSTART:${utc(start)}`,
          `DTEND:${utc(end)}`,
        ];
        calendar.own(`copy-of-${uid}`, [...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n'));
        return Promise.resolve();
      },
    },
    forgetCursors: () => Promise.resolve(calendar.forgetCursors()),
    close: () => Promise.resolve(),
  });
}

function errorOf(fault: Fault): ProviderError {
  if (fault.kind !== 'status') return new ProviderError('retry', 'The calendar did not answer.');
  const retryAfter = fault.retryAfter === undefined ? {} : { retryAfter: instant(fault.retryAfter * 1000) };
  return new ProviderError(fault.status === 401 ? 'reconnect' : 'retry', `It answered ${fault.status}.`, retryAfter);
}

contract('a calendar in memory', memoryRig, { writes: true });
