/** A practice, its practitioner's calendar and all that may happen to both, one whole step after another, so that a seed repeats. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { ProviderError } from '../../connectors/provider.ts';
import { cancelAppointment } from '../../src/actions/cancel.ts';
import { rescheduleAppointment } from '../../src/actions/reschedule.ts';
import { openSlotsFor } from '../../src/actions/slots.ts';
import { bookForPatient, listAppointments } from '../../src/actions/staff.ts';
import { openQuestions } from '../../src/db/calendar-questions.ts';
import type { CalendarQuestion } from '../../src/domain/connected.ts';
import type { Database } from '../../src/db/database.ts';
import type { Appointment } from '../../src/domain/booking.ts';
import { DAY, HOUR, instant, interval, MINUTE } from '../../src/domain/interval.ts';
import type { Instant, Interval } from '../../src/domain/types.ts';
import { answerCalendarQuestion } from '../../src/sync/own-events.ts';
import { memoryAccount, type Account } from '../support/memory/account.ts';
import type { MemoryFault } from '../support/memory/calendar.ts';
import { at, contextOf, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';

/** Hours of three working days: few, so that things meet. */
const HOURS = [0, 1, 2, 3, 24, 25, 26, 27, 48, 49].map((hour) => instant(at('2027-03-02T09:00-05:00') + hour * HOUR));
const WINDOW = interval(NOW - DAY, NOW + 6 * DAY);

const hour = fc.nat({ max: HOURS.length - 1 });
const which = fc.nat({ max: 5 });
const fault = fc.constantFrom('before', 'after', 'crash-before', 'crash-after', 'busy');

export const step = fc.oneof(
  fc.record({ do: fc.constant('book' as const), hour }),
  fc.record({ do: fc.constant('move' as const), which, hour }),
  fc.record({ do: fc.constant('cancel' as const), which }),
  fc.record({ do: fc.constant('owner-moves' as const), which, hour }),
  fc.record({ do: fc.constant('owner-deletes' as const), which }),
  fc.record({ do: fc.constant('owner-adds' as const), hour }),
  fc.record({ do: fc.constant('owner-removes' as const), hour }),
  fc.record({ do: fc.constant('sync' as const) }),
  fc.record({ do: fc.constant('write' as const) }),
  fc.record({ do: fc.constant('fail' as const), fault, times: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant('answer' as const), which, how: fc.constantFrom('follow', 'restore') }),
  fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(1, 7, 31, 300, -3) }),
  fc.record({ do: fc.constant('forget-cursors' as const) }),
);

export type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

const FAULTS: Readonly<Record<string, MemoryFault>> = {
  before: { when: 'before', error: () => new ProviderError('retry', 'It did not answer.') },
  after: { when: 'after', error: () => new ProviderError('retry', 'The answer was lost.') },
  'crash-before': { when: 'before', error: () => new Error('The process ended.') },
  'crash-after': { when: 'after', error: () => new Error('The process ended.') },
  busy: {
    when: 'before',
    error: () => new ProviderError('retry', 'Too many requests.', { retryAfter: instant(NOW + 20 * MINUTE) }),
  },
};

export class World {
  now: Instant = NOW;
  private constructor(
    readonly db: Database,
    readonly practice: SamplePractice,
  ) {}
  account!: Account;

  static async begin(db: Database): Promise<World> {
    const world = new World(db, await samplePractice(db, { slug: `practice-${randomUUID()}` }));
    world.account = await memoryAccount(db, world.practice, { clock: () => world.now });
    await world.account.sync();
    return world;
  }

  private ctx() {
    return contextOf(this.db, this.practice, { actor: { kind: 'system' }, now: this.now });
  }

  appointments(): Promise<Appointment[]> {
    return listAppointments(this.ctx(), { window: WINDOW });
  }

  questions(): Promise<CalendarQuestion[]> {
    return this.db.tenant(this.practice.practiceId, (tx) => openQuestions(tx));
  }

  async run(one: Step): Promise<void> {
    const { calendar } = this.account;
    switch (one.do) {
      case 'book': {
        const patient = { name: 'Ada Byron', phone: '' };
        await bookForPatient(this.ctx(), {
          ...this.practice,
          start: HOURS[one.hour]!,
          patient,
          tell: false,
          anyway: false,
        }); // an hour of the list
        return;
      }
      case 'move': {
        const chosen = pick(await this.appointments(), one.which);
        const start = HOURS[one.hour]!; // an hour of the list
        if (chosen)
          await rescheduleAppointment(this.ctx(), { appointmentId: chosen.id, start, tell: false, anyway: true });
        return;
      }
      case 'cancel': {
        const chosen = pick(await this.appointments(), one.which);
        if (chosen) await cancelAppointment(this.ctx(), { appointmentId: chosen.id, tell: false });
        return;
      }
      case 'owner-moves': {
        const chosen = pick(
          [...calendar.events.values()].filter(({ ours }) => ours),
          one.which,
        );
        const start = HOURS[one.hour]!; // an hour of the list
        if (chosen?.ours) calendar.move(chosen.ours.uid, { start, end: instant(start + 50 * MINUTE) });
        return;
      }
      case 'owner-deletes': {
        const chosen = pick(
          [...calendar.events.values()].filter(({ ours }) => ours),
          one.which,
        );
        if (chosen) calendar.erase(chosen.id);
        return;
      }
      case 'owner-adds':
        return calendar.own(`event-${one.hour}`, ownEvent(HOURS[one.hour]!)); // an hour of the list
      case 'owner-removes':
        return calendar.erase(`own-event-${one.hour}`);
      case 'sync':
        return void (await this.account.sync().catch(() => {}));
      case 'write':
        return void (await this.account.write());
      case 'fail':
        return calendar.fail(FAULTS[one.fault]!, one.times); // a fault of the list
      case 'answer': {
        const question = pick(await this.questions(), one.which);
        if (question)
          await answerCalendarQuestion(this.ctx(), {
            id: question.id,
            answer: one.how === 'follow' ? 'follow' : 'restore',
          });
        return;
      }
      case 'wait':
        this.now = instant(this.now + one.minutes * MINUTE);
        return;
      case 'forget-cursors':
        return calendar.forgetCursors();
    }
  }

  /** Nothing goes wrong any more, and nobody does anything, for as long as the slowest retry takes. */
  async settle(): Promise<void> {
    this.account.calendar.heal();
    for (let round = 0; round < 4; round += 1) {
      this.now = instant(this.now + 31 * MINUTE);
      await this.account.write();
      await this.account.sync();
    }
  }

  /** What does not hold, as sentences. */
  async broken(): Promise<string[]> {
    const { calendar, calendarId } = this.account;
    const [appointments, questions] = await Promise.all([this.appointments(), this.questions()]);
    const asked = new Set(questions.map(({ appointmentId }) => appointmentId));
    const live = [...calendar.events.values()].flatMap(({ ours }) => (ours ? [ours] : []));
    const found: string[] = [];
    for (const one of appointments.filter(({ id }) => !asked.has(id))) {
      const events = live.filter(({ uid }) => uid === one.uid);
      const right = one.status === 'cancelled' ? [] : [words(one)];
      if (events.map(words).join() !== right.join())
        found.push(`${one.status} at ${words(one)}, but the calendar has [${events.map(words).join()}]`);
    }
    const known = new Set(appointments.map(({ uid }) => uid));
    for (const one of live.filter(({ uid }) => !known.has(uid)))
      found.push(`an event of no appointment at ${words(one)}`);
    const rows = await this.db.tenant(
      this.practice.practiceId,
      (tx) => tx<{ starts: Date; ends: Date }[]>`
      select starts_at as starts, ends_at as ends from busy where calendar_id = ${calendarId} order by 1, 2`,
    );
    const mirror = rows.map(({ starts, ends }) =>
      words({ start: instant(starts.getTime()), end: instant(ends.getTime()) }),
    );
    const all = await this.everything();
    if (mirror.join() !== all.map(words).join())
      found.push(`mirror [${mirror.join()}], calendar [${all.map(words).join()}]`);
    const slots = await openSlotsFor(this.ctx(), { ...this.practice, window: WINDOW, audience: 'everyone' });
    for (const slot of slots.ok ? slots.value.slots : []) {
      const over = all.find(({ start, end }) => slot.start < end && start < slot.end);
      if (over) found.push(`offered ${words(slot)} over ${words(over)}`);
    }
    if (slots.ok && slots.value.slots.length === 0) found.push('nothing is offered at all');
    return found;
  }

  /** All events of the calendar as it is. */
  private async everything(): Promise<Interval[]> {
    const read = await this.account.calendar.changes({ connection: '' }, 'main', undefined, { ...WINDOW, zone: 'UTC' });
    if (read.kind !== 'full') throw new Error('A reading without a cursor is full.');
    return [...read.instances].toSorted((a, b) => a.start - b.start || a.end - b.end);
  }
}

function pick<Item>(items: readonly Item[], index: number): Item | undefined {
  return items[index % Math.max(1, items.length)];
}

function ownEvent(start: Instant): string {
  const stamp = (moment: number) => new Date(moment).toISOString().replaceAll(/[-:]|\.000/g, '');
  const lines = [
    'BEGIN:VCALENDAR',
    'BEGIN:VEVENT',
    'UID:own',
    `DTSTART:${stamp(start)}`,
    `DTEND:${stamp(start + 30 * MINUTE)}`,
  ];
  return [...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n');
}

function words({ start, end }: Interval): string {
  return `${new Date(start).toISOString().slice(5, 16)}/${new Date(end).toISOString().slice(11, 16)}`;
}
