/** A day with all practitioners side by side, and when each is free next. */
import { Hono } from 'hono';
import { nextFree } from '../../actions/next-free.ts';
import { listPractitioners } from '../../actions/practitioners.ts';
import { listTypes } from '../../actions/types.ts';
import { readWeek, type Week } from '../../actions/week.ts';
import type { PractitionerRecord } from '../../db/practitioners.ts';
import type { Context as Acting } from '../../actions/context.ts';
import type { Instant, Interval, LocalDate, TypeId, Zone } from '../../domain/types.ts';
import { addDays, localDate, startOfDay, toLocal } from '../../domain/zone.ts';
import { DayPage, type DayColumn, type DayEntry } from '../../views/desk/day-page.tsx';
import type { Entry } from '../../domain/day-grid.ts';
import type { DeskEnv } from '../session.ts';
import { doneWords, readDay, readId, seatOf } from './seat.ts';

const SHOWN_FREE = 3;

export function dayRoutes(): Hono<DeskEnv> {
  return new Hono<DeskEnv>().get('/desk/day', async (c) => {
    const { staff, seat } = await seatOf(c);
    const { ctx } = staff;
    const [all, types] = await Promise.all([listPractitioners(ctx), listTypes(ctx)]);
    const practitioners = all.filter(({ active }) => active);
    const zone = practitioners[0]?.zone ?? 'UTC';
    const today = localDate(ctx.now, zone);
    const date = readDay(c.req.query('date')) ?? today;
    const bookable = types.filter(({ state }) => state !== 'archived');
    const asked = readId<TypeId>(c.req.query('type'));
    const typeId = bookable.find(({ id }) => id === asked)?.id ?? bookable[0]?.id;
    const begins = startOfDay(date, zone);
    const from = begins > ctx.now ? begins : ctx.now;
    const [columns, free] = await Promise.all([
      Promise.all(practitioners.map((one) => columnOf(ctx, one, date))),
      typeId && nextFree(ctx, { typeId, from, most: SHOWN_FREE }),
    ]);
    return c.html(
      <DayPage
        seat={seat}
        date={date}
        today={today}
        previous={addDays(date, -1)}
        next={addDays(date, 1)}
        columns={columns.flatMap((column) => column ?? [])}
        types={bookable.map(({ id, name }) => ({ value: id, label: name }))}
        type={typeId ?? ''}
        free={free && free.ok ? free.value.free : []}
        done={doneWords(c)}
      />,
    );
  });
}

async function columnOf(
  ctx: Acting,
  practitioner: PractitionerRecord,
  date: LocalDate,
): Promise<DayColumn | undefined> {
  const { id, name, zone } = practitioner;
  const window = { start: startOfDay(date, zone), end: startOfDay(addDays(date, 1), zone) };
  const read = await readWeek(ctx, { practitionerId: id, window });
  if (!read.ok) return undefined;
  const week = read.value;
  const on = { date, zone };
  return {
    id,
    name,
    zone,
    at: window.start,
    closed: week.closed.length > 0,
    reserved: [...week.occurrences, ...week.drawn].map((one) => ({
      from: minutesOf(one.start, on),
      to: minutesOf(one.end, on),
    })),
    entries: entriesOf(week, on),
  };
}

type On = { readonly date: LocalDate; readonly zone: Zone };

function entriesOf({ appointments, busy, closures, unknown }: Week, on: On): Entry<DayEntry>[] {
  const at = <Kind extends DayEntry>({ start, end }: Interval, entry: Kind): Entry<DayEntry> => ({
    from: minutesOf(start, on),
    to: minutesOf(end, on),
    entry,
  });
  return [
    ...appointments.map((appointment) => at(appointment, { kind: 'appointment', appointment })),
    ...closures.map((time) => at(time, { kind: 'closed', time })),
    ...busy.map((time) => at(time, { kind: 'busy', time })),
    ...unknown.map((time) => at(time, { kind: 'unknown', time })),
  ].filter(({ from, to }) => from < to);
}

/** On the wall clock of the day; what lies outside it ends at its edges. */
function minutesOf(moment: Instant, { date, zone }: On): number {
  const [day = '', clock = ''] = toLocal(moment, zone).split('T');
  if (day < date) return 0;
  if (day > date) return 1440;
  const [hours = '0', minutes = '0'] = clock.split(':');
  return Number(hours) * 60 + Number(minutes);
}
