/** Reserve time: a practitioner's week, new reserved time, and why a time is or is not offered. */
import { Hono, type Context } from 'hono';
import { explainTypes, readWeek } from '../../actions/week.ts';
import { saveOpening } from '../../actions/openings.ts';
import { drawsOpenings } from '../../actions/calendar-roles.ts';
import { listPractitioners } from '../../actions/practitioners.ts';
import { listTypes } from '../../actions/types.ts';
import type { PractitionerRecord } from '../../db/practitioners.ts';
import { interval, MINUTE } from '../../domain/interval.ts';
import { repetitionOf, weekdayOf } from '../../domain/repetition.ts';
import type { LocalDate, PractitionerId, TypeId, Zone } from '../../domain/types.ts';
import { addDays, localDate, startOfDay, toLocal } from '../../domain/zone.ts';
import { repetitionInWords } from '../../views/desk/repetition-words.ts';
import { weekAddress } from '../../views/desk/week-address.ts';
import { occurrenceAddress } from '../../views/desk/week-list.tsx';
import { WeekPage, type ReserveForm } from '../../views/desk/week-page.tsx';
import { WhyPage } from '../../views/desk/why-page.tsx';
import type { WhyProps } from '../../views/desk/why.tsx';
import type { FieldErrors } from '../../views/fields.tsx';
import type { DeskEnv } from '../session.ts';
import { readForm } from './form.ts';
import {
  checkRepeat,
  checkTimes,
  checkTypes,
  emptyReserve,
  fieldOf,
  readTypeId,
  typedReserve,
} from './opening-form.ts';
import { doneWords, readDay, readId, readLocal, seatOf } from './seat.ts';

export function openingRoutes(): Hono<DeskEnv> {
  return new Hono<DeskEnv>()
    .get('/desk/openings', async (c) => showWeek(c))
    .post('/desk/openings', async (c) => {
      const { ctx } = c.get('staff');
      const form = await readForm(c);
      const [practitioners, types] = await Promise.all([listPractitioners(ctx), listTypes(ctx)]);
      // Only those whose time this person may reserve are among them.
      const practitioner = practitioners.find(({ id }) => id === form['practitioner']);
      if (!practitioner) return c.notFound();
      const times = checkTimes(form);
      const rule = checkRepeat(form);
      const admitted = checkTypes(
        form,
        types.map(({ id }) => id),
      );
      const errors = [times, rule, admitted].reduce<FieldErrors>(
        (all, read) => (read.ok ? all : { ...all, ...read.refusal }),
        {},
      );
      if (!times.ok || !rule.ok || !admitted.ok) return showWeek(c, { form, errors });
      const saved = await saveOpening(ctx, {
        practitionerId: practitioner.id,
        ...times.value,
        ...(rule.value !== undefined && { rule: rule.value }),
        types: admitted.value,
      });
      if (saved.ok) return c.redirect(`${backTo(c, practitioner, times.value.start.slice(0, 10))}&done=reserved`, 303);
      if (saved.refusal.code === 'not-found') return c.notFound();
      return showWeek(c, { form, errors: { [fieldOf(saved.refusal.field)]: saved.refusal.message } });
    })
    .get('/desk/openings/why', async (c) => {
      const { staff, seat } = await seatOf(c);
      const practitioner = (await listPractitioners(staff.ctx)).find(({ id }) => id === c.req.query('practitioner'));
      if (!practitioner) return c.notFound();
      const { clock } = c.req.query();
      const date = readDay(c.req.query('date')) ?? localDate(staff.ctx.now, practitioner.zone);
      const page = (
        <WhyPage
          seat={seat}
          practitioner={practitioner}
          day={date}
          clock={clock ?? '09:00'}
          back={weekAddress({ practitioner: practitioner.id, type: undefined }, mondayOf(date))}
          why={await whyOf(c, practitioner, seat.patientWord)}
        />
      );
      return c.html(page);
    });
}

type Refused = { readonly form: Readonly<Record<string, string>>; readonly errors: FieldErrors };

async function showWeek(c: Context<DeskEnv>, refused?: Refused): Promise<Response> {
  const { staff, seat } = await seatOf(c);
  const { ctx } = staff;
  const practitioners = await listPractitioners(ctx);
  const asked = readId<PractitionerId>(c.req.query('practitioner'));
  const practitioner = asked === undefined ? practitioners[0] : practitioners.find(({ id }) => id === asked);
  if (!practitioner) return c.notFound();
  const { zone } = practitioner;
  const today = localDate(ctx.now, zone);
  const monday = mondayOf(readDay(c.req.query('week')) ?? today);
  const read = await readWeek(ctx, { practitionerId: practitioner.id, window: weekWindow(monday, zone) });
  if (!read.ok) return c.notFound();
  const { types, openings, occurrences, drawn, busy, unknown, closures, appointments, closed } = read.value;
  const typeId = readTypeId(c.req.query('type'));
  const looked =
    types.find(({ type }) => type.id === typeId) ?? types.find(({ type }) => type.state === 'listed') ?? types[0];
  const empty = emptyReserve(today > monday && today < addDays(monday, 7) ? today : monday);
  const form: ReserveForm = refused ? typedReserve(refused.form, empty) : empty;
  const page = (
    <WeekPage
      seat={seat}
      practitioners={practitioners}
      chosen={{ practitioner: practitioner.id, type: looked?.type.id }}
      week={{
        ...{ zone, monday, today, openings, occurrences, drawn, busy, unknown, closures, appointments },
        slots: looked?.slots ?? [],
        slotType: looked?.type,
        types: types.map(({ type }) => type),
      }}
      now={toLocal(ctx.now, zone)}
      closed={closed}
      nothingReserved={openings.length === 0 && !(await drawsOpenings(ctx, practitioner.id))}
      form={form}
      errors={refused?.errors ?? {}}
      done={refused ? undefined : doneWords(c)}
    />
  );
  return c.html(page, refused ? 422 : 200);
}

async function whyOf(
  c: Context<DeskEnv>,
  { id, zone }: PractitionerRecord,
  patientWord: string,
): Promise<WhyProps | undefined> {
  const { ctx } = c.get('staff');
  const start = readLocal(c.req.query('date'), c.req.query('clock'), zone);
  if (start === undefined) return undefined;
  const window = interval(start, start + MINUTE);
  const [explained, week] = await Promise.all([
    explainTypes(ctx, { practitionerId: id, start }),
    readWeek(ctx, { practitionerId: id, window }),
  ]);
  if (!explained.ok || !week.ok) return undefined;
  const { openings, occurrences, drawn, appointments } = week.value;
  return {
    start,
    zone,
    patientWord,
    types: explained.value.types,
    openings: occurrences.map((occurrence) => {
      const opening = openings.find((each) => each.id === occurrence.openingId);
      const words = opening ? repetitionInWords(repetitionOf(opening)) : '';
      return { href: occurrenceAddress(occurrence), words };
    }),
    drawn,
    appointments,
  };
}

/** The week of a day, with the type that was looked at. */
export function backTo(c: Context, { id }: { readonly id: PractitionerId }, day: LocalDate): string {
  const type: TypeId | undefined = readTypeId(c.req.query('type'));
  return weekAddress({ practitioner: id, type }, mondayOf(day));
}

function mondayOf(day: LocalDate): LocalDate {
  return addDays(day, -weekdayOf(day));
}

function weekWindow(monday: LocalDate, zone: Zone) {
  return { start: startOfDay(monday, zone), end: startOfDay(addDays(monday, 7), zone) };
}
