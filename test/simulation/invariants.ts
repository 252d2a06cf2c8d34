/** What holds once a simulated week is quiet. */
import { openSlotsFor } from '../../src/actions/slots.ts';
import type { Appointment } from '../../src/domain/booking.ts';
import { instant } from '../../src/domain/interval.ts';
import type { Interval } from '../../src/domain/types.ts';
import { PATIENT, WINDOW, type World } from './world.ts';

/** What does not hold, as sentences. */
export async function broken(world: World): Promise<string[]> {
  const [appointments, questions, all] = await Promise.all([
    world.appointments(),
    world.questions(),
    everything(world),
  ]);
  const asked = new Set(questions.map(({ appointmentId }) => appointmentId));
  return [
    ...events(
      world,
      appointments,
      appointments.filter(({ id }) => !asked.has(id)),
    ),
    ...(await mirror(world, all)),
    ...(await slots(world, all)),
    ...mails(world, appointments),
  ];
}

/** Confirmed: exactly one live event, at its time. Cancelled: none. */
function* events(world: World, known: readonly Appointment[], settled: readonly Appointment[]): Generator<string> {
  const live = [...world.account.calendar.events.values()].flatMap(({ ours }) => (ours ? [ours] : []));
  for (const one of settled) {
    const found = live.filter(({ uid }) => uid === one.uid).map(words);
    const right = one.status === 'cancelled' ? [] : [words(one)];
    if (found.join() !== right.join()) yield `${one.status} at ${words(one)}, but the calendar has [${found.join()}]`;
  }
  const uids = new Set(known.map(({ uid }) => uid));
  for (const one of live.filter(({ uid }) => !uids.has(uid))) yield `an event of no appointment at ${words(one)}`;
}

/** What we hold of the calendar is what is in it. */
async function mirror(world: World, all: readonly Interval[]): Promise<string[]> {
  const rows = await world.db.tenant(
    world.practice.practiceId,
    (tx) => tx<{ starts: Date; ends: Date }[]>`
      select starts_at as starts, ends_at as ends from busy
      where calendar_id = ${world.account.calendarId} order by 1, 2`,
  );
  const held = rows.map(({ starts, ends }) =>
    words({ start: instant(starts.getTime()), end: instant(ends.getTime()) }),
  );
  return held.join() === all.map(words).join() ? [] : [`mirror [${held.join()}], calendar [${all.map(words).join()}]`];
}

/** Nothing is offered that the calendar says is busy, and something is. */
async function slots(world: World, all: readonly Interval[]): Promise<string[]> {
  const open = await openSlotsFor(world.ctx(), { ...world.practice, window: WINDOW, audience: 'everyone' });
  if (!open.ok || open.value.slots.length === 0) return ['nothing is offered at all'];
  return open.value.slots.flatMap((slot) => {
    const over = all.find(({ start, end }) => slot.start < end && start < slot.end);
    return over ? [`offered ${words(slot)} over ${words(over)}`] : [];
  });
}

/** What was sent twice has one Message-ID, and the newest mail about an appointment says what is true. */
function* mails({ post }: World, appointments: readonly Appointment[]): Generator<string> {
  yield* post.doubled();
  for (const { uid, status, start } of appointments) {
    const newest = post.newest(uid, PATIENT);
    const told = new Date(start).toISOString().replaceAll(/[-:]|\.000/g, '');
    if (status === 'cancelled' && newest !== undefined && newest.method !== 'CANCEL')
      yield `cancelled, but the newest mail is a ${newest.method}`;
    if (status === 'confirmed' && (newest?.method !== 'REQUEST' || newest.start !== told))
      yield `confirmed at ${told}, but the newest mail says ${newest?.method ?? 'nothing'} ${newest?.start ?? ''}`;
  }
}

/** All events of the calendar as it is. */
async function everything(world: World): Promise<Interval[]> {
  const asked = { ...WINDOW, zone: 'UTC' };
  const read = await world.account.calendar.changes({ connection: '' }, 'main', undefined, asked);
  if (read.kind !== 'full') throw new Error('A reading without a cursor is full.');
  return [...read.instances].toSorted((a, b) => a.start - b.start || a.end - b.end);
}

function words({ start, end }: Interval): string {
  return `${new Date(start).toISOString().slice(5, 16)}/${new Date(end).toISOString().slice(11, 16)}`;
}
