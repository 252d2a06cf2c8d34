/** The week of appointments, and the list of all with its search. */
import { Hono } from 'hono';
import { listPractitioners } from '../../actions/practitioners.ts';
import { listAppointments, searchAppointments } from '../../actions/staff.ts';
import { listTypes } from '../../actions/types.ts';
import type { AppointmentFilter } from '../../db/appointment-list.ts';
import { grouped } from '../../domain/grouped.ts';
import { DAY, instant } from '../../domain/interval.ts';
import type { LocalDate, PractitionerId, TypeId } from '../../domain/types.ts';
import { dayNumber, weekday } from '../../domain/wall.ts';
import { addDays, localDate, startOfDay, toWall } from '../../domain/zone.ts';
import { ListPage, type ListForm } from '../../views/desk/list-page.tsx';
import { readPage } from '../../views/desk/paging.tsx';
import { WorkWeekPage } from '../../views/desk/work-week-page.tsx';
import type { DeskEnv } from '../session.ts';
import { readDay, readId, seatOf } from './seat.ts';

const PAGE = 25;
const LONGEST_SEARCH = 200;

export function workRoutes(): Hono<DeskEnv> {
  return new Hono<DeskEnv>()
    .get('/desk/week', async (c) => {
      const { staff, seat } = await seatOf(c);
      const { ctx } = staff;
      const practitioners = await listPractitioners(ctx);
      const zone = practitioners[0]?.zone ?? 'UTC';
      const today = localDate(ctx.now, zone);
      const from = mondayOf(readDay(c.req.query('from')) ?? today);
      const practitionerId = readId<PractitionerId>(c.req.query('practitioner'));
      const dates = Array.from({ length: 7 }, (_, index) => addDays(from, index));
      // A day more on each side: days are those of each appointment's own zone.
      const window = {
        start: instant(startOfDay(from, zone) - DAY),
        end: instant(startOfDay(addDays(from, 7), zone) + DAY),
      };
      const found = await listAppointments(ctx, { window, ...(practitionerId && { practitionerId }) });
      const days = grouped(found, ({ localStart }) => localStart.slice(0, 10));
      return c.html(
        <WorkWeekPage
          seat={seat}
          practitioners={practitioners}
          chosen={{ from, practitioner: practitionerId ?? 'all' }}
          today={today}
          days={dates.map((date) => ({ date, appointments: days.get(date) ?? [] }))}
          previous={addDays(from, -7)}
          next={addDays(from, 7)}
        />,
      );
    })
    .get('/desk/appointments', async (c) => {
      const { staff, seat } = await seatOf(c);
      const { ctx } = staff;
      const [practitioners, types] = await Promise.all([listPractitioners(ctx), listTypes(ctx)]);
      const zone = practitioners[0]?.zone ?? 'UTC';
      const form = readList(c.req.query(), localDate(ctx.now, zone));
      const page = readPage(c.req.query('page'));
      const { appointments, total } = await searchAppointments(ctx, filterOf(form, zone), {
        limit: PAGE,
        offset: page * PAGE,
      });
      const address = (to: number) => `/desk/appointments?${new URLSearchParams({ ...form, page: String(to + 1) })}`;
      return c.html(
        <ListPage
          seat={seat}
          form={form}
          practitioners={practitioners.map(({ id, name }) => ({ value: id, label: name }))}
          types={types.map(({ id, name }) => ({ value: id, label: name }))}
          appointments={appointments}
          paging={{ page, size: PAGE, total, address }}
        />,
      );
    });
}

export function mondayOf(date: LocalDate): LocalDate {
  return addDays(date, -weekday(dayNumber(toWall(startOfDay(date, 'UTC'), 'UTC'))));
}

/** What cannot be read does not matter. Without any of it: from today on. */
function readList(query: Readonly<Record<string, string>>, today: LocalDate): ListForm {
  const { q = '', practitioner, type, status = '', from, to } = query;
  const asked = Object.keys(query).some((name) => ['q', 'practitioner', 'type', 'status', 'from', 'to'].includes(name));
  return {
    q: q.toWellFormed().replaceAll('\0', '').trim().slice(0, LONGEST_SEARCH),
    practitioner: readId<PractitionerId>(practitioner) ?? '',
    type: readId<TypeId>(type) ?? '',
    status: isStatus(status) ? status : '',
    from: readDay(from) ?? (asked ? '' : today),
    to: readDay(to) ?? '',
  };
}

/** With a first day from there on, else from the newest back. */
function filterOf({ q, practitioner, type, status, from, to }: ListForm, zone: string): AppointmentFilter {
  return {
    text: q,
    practitionerId: readId<PractitionerId>(practitioner),
    typeId: readId<TypeId>(type),
    status: isStatus(status) ? status : undefined,
    from: from === '' ? undefined : startOfDay(from, zone),
    to: to === '' ? undefined : startOfDay(addDays(to, 1), zone),
    newestFirst: from === '',
  };
}

function isStatus(text: string): text is NonNullable<AppointmentFilter['status']> {
  return text === 'confirmed' || text === 'cancelled' || text === 'no-show';
}
