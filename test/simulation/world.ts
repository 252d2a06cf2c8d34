/** A practice, its practitioner's calendar and all that may happen to both, one whole step after another, so that a seed repeats. */
import { randomUUID } from 'node:crypto';
import type postgres from 'postgres';
import { cancelAppointment } from '../../src/actions/cancel.ts';
import { rescheduleAppointment } from '../../src/actions/reschedule.ts';
import { bookForPatient, listAppointments } from '../../src/actions/staff.ts';
import { openQuestions } from '../../src/db/calendar-questions.ts';
import type { Database } from '../../src/db/database.ts';
import type { Deps } from '../../src/deps.ts';
import type { Appointment } from '../../src/domain/booking.ts';
import type { CalendarQuestion } from '../../src/domain/connected.ts';
import { DAY, instant, interval, MINUTE } from '../../src/domain/interval.ts';
import type { Instant } from '../../src/domain/types.ts';
import { deliverDue } from '../../src/outbox/deliver.ts';
import { syncDue } from '../../src/sync/due.ts';
import { answerCalendarQuestion } from '../../src/sync/own-events.ts';
import { reconcile } from '../../src/sync/reconcile.ts';
import { writeDue } from '../../src/sync/write-due.ts';
import { memoryAccount, type Account } from '../support/memory/account.ts';
import { contextOf, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';
import { Post } from './post.ts';
import { FAULTS, HOURS, ProcessEnded, type Step } from './steps.ts';

export const WINDOW = interval(NOW - DAY, NOW + 6 * DAY);
export const PATIENT = 'ada@patient.example';

export class World {
  now: Instant = NOW;
  account!: Account;
  readonly post = new Post();
  /** Notices that the provider has sent and nobody has heard yet. */
  private notices = 0;
  /** Questions to the database that the process has left to live; undefined: it lives on. */
  private life: number | undefined;
  private constructor(
    private readonly owner: postgres.Sql,
    readonly db: Database,
    readonly practice: SamplePractice,
  ) {}

  /** Nothing of the worlds before is due any more: it would be done in this one. `owner`: of all tables. */
  static async begin(db: Database, owner: postgres.Sql): Promise<World> {
    await owner`truncate outbox, due_calendars`;
    const world = new World(owner, db, await samplePractice(db, { slug: `practice-${randomUUID()}` }));
    world.account = await memoryAccount(db, world.practice, { clock: () => world.now });
    await world.account.sync();
    return world;
  }

  /** The process that reads, writes and sends: it may end between any two questions to the database, and then asks no more. */
  private get deps(): Deps {
    const live = (): void => {
      if (this.life !== undefined && --this.life < 0) throw new ProcessEnded();
    };
    const db: Database = {
      ...this.db,
      sql: new Proxy(this.db.sql, {
        apply: (sql, self, asked) => {
          live();
          return Reflect.apply(sql, self, asked) as unknown;
        },
      }),
      tenant: (practice, work) => {
        live();
        return this.db.tenant(practice, work);
      },
    };
    // What mails ask of it; links and providers are those of the account.
    return { ...this.account.deps, db, mailer: () => Promise.resolve(this.post) };
  }

  ctx() {
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
        const patient = { name: 'Ada Byron', email: PATIENT, phone: '' };
        await bookForPatient(this.ctx(), {
          ...this.practice,
          start: HOURS[one.hour]!,
          patient,
          tell: true,
          anyway: false,
        }); // an hour of the list
        return;
      }
      case 'move': {
        const chosen = pick(await this.appointments(), one.which);
        const start = HOURS[one.hour]!; // an hour of the list
        if (chosen)
          await rescheduleAppointment(this.ctx(), { appointmentId: chosen.id, start, tell: true, anyway: true });
        return;
      }
      case 'cancel': {
        const chosen = pick(await this.appointments(), one.which);
        if (chosen) await cancelAppointment(this.ctx(), { appointmentId: chosen.id, tell: true });
        return;
      }
      case 'owner-moves': {
        const chosen = pick(
          [...calendar.events.values()].filter(({ ours }) => ours),
          one.which,
        );
        const start = HOURS[one.hour]!; // an hour of the list
        if (chosen?.ours) calendar.move(chosen.ours.uid, { start, end: instant(start + 50 * MINUTE) });
        return this.notify(one.push);
      }
      case 'owner-deletes': {
        const chosen = pick(
          [...calendar.events.values()].filter(({ ours }) => ours),
          one.which,
        );
        if (chosen) calendar.erase(chosen.id);
        return this.notify(one.push);
      }
      case 'owner-adds':
        calendar.own(`event-${one.hour}`, ownEvent(HOURS[one.hour]!)); // an hour of the list
        return this.notify(one.push);
      case 'owner-removes':
        calendar.erase(`own-event-${one.hour}`);
        return this.notify(one.push);
      case 'hear':
        return this.hear();
      case 'sync':
        return this.live(() => untilNone(() => syncDue(this.deps)));
      case 'write':
        return this.live(() => untilNone(() => writeDue(this.deps)));
      case 'deliver':
        return this.live(async () => void (await deliverDue(this.deps, this.now)));
      case 'crash':
        this.life = one.after;
        return;
      case 'mail-fails':
        return this.post.fail(one.fault, one.times);
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

  private notify(push: 'lost' | 'once' | 'twice'): void {
    this.notices += { lost: 0, once: 1, twice: 2 }[push];
  }

  /** As the address for notices does: the calendar becomes due, and that is all. */
  private async hear(): Promise<void> {
    for (; this.notices > 0; this.notices -= 1)
      await this.owner`update due_calendars set due_at = least(due_at, ${new Date(this.now)})`;
  }

  /** The end of the process ends the round, and its leases run out; nothing else may come out of it. */
  private async live(round: () => Promise<void>): Promise<void> {
    try {
      await round();
    } catch (error) {
      if (!(error instanceof ProcessEnded)) throw error;
    } finally {
      this.life = undefined;
    }
  }

  /** Nothing goes wrong any more, the account is connected again, and nobody does anything for as long as the slowest retry takes. */
  async settle(): Promise<void> {
    this.account.calendar.heal();
    this.post.heal();
    this.life = undefined;
    const { calendarId, deps } = this.account;
    for (let round = 0; round < 4; round += 1) {
      this.now = instant(this.now + 31 * MINUTE);
      await this.run({ do: 'hear' });
      await this.run({ do: 'write' });
      // The button that mends it, at the desk.
      await this.account.sync();
      // What is done once a night.
      if (round === 1) await reconcile(deps, { practiceId: this.practice.practiceId, calendarId, askedAt: this.now });
      await this.run({ do: 'sync' });
      await this.run({ do: 'deliver' });
    }
  }
}

async function untilNone(round: () => Promise<number>): Promise<void> {
  for (let rounds = 0; rounds < 50; rounds += 1) if ((await round()) === 0) return;
  throw new Error('There is always something due: jobs go round in a circle.');
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
