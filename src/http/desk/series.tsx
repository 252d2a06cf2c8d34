/** Staff book a series: the dates are shown with what speaks against each, then all chosen ones are booked together. */
import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { cancelFollowing } from '../../actions/series-cancel.ts';
import { bookSeries, checkDates, type CheckedDate } from '../../actions/series.ts';
import type { PractitionerRecord } from '../../db/practitioners.ts';
import { SERIES } from '../../domain/series.ts';
import type { AppointmentId, AppointmentType, Instant } from '../../domain/types.ts';
import type { PersonForm } from '../../views/desk/book-page.tsx';
import { refusalLines, SeriesPage, type SeriesDate } from '../../views/desk/series-page.tsx';
import type { DeskEnv } from '../session.ts';
import { offerOf, typedPerson } from './book-offer.ts';
import { checkForm, line, lines, maybeAddress, readForm, ticked, type Form } from './form.ts';
import { readId, readMoment, seatOf } from './seat.ts';

const schema = z.object({
  name: line(200, 'Type the name.'),
  email: maybeAddress(),
  phone: line(60),
  note: lines(2_000),
  tell: ticked(),
});

export function seriesRoutes(): Hono<DeskEnv> {
  return new Hono<DeskEnv>()
    .post('/desk/series', async (c) => {
      const form = await readForm(c);
      const { type, practitioner } = await offerOf(c, form);
      const read = checkForm(schema, form);
      const chosen = readChoices(form);
      if (!type || !practitioner || !read.ok || chosen.length === 0) return c.notFound();
      const taken = chosen.flatMap((one) => one.wanted ?? []);
      const asking = { type, practitioner, form: typedPerson(form) };
      if (taken.length === 0) return again(c, asking, { chosen, problem: 'Choose at least one date.' });
      const { tell, note, ...patient } = read.value;
      const outcome = await bookSeries(c.get('staff').ctx, {
        practitionerId: practitioner.id,
        typeId: type.id,
        dates: taken,
        patient,
        note,
        tell,
      });
      if (outcome.ok) {
        const [first] = outcome.value.appointments;
        return c.redirect(`/desk/appointments/${first?.id ?? ''}?done=series`, 303);
      }
      const { refusal } = outcome;
      if (refusal.code === 'not-found') return c.notFound();
      return again(c, asking, {
        chosen,
        problem: 'Nothing was booked: a date cannot be had any more.',
        refused: refusal.code === 'dates' ? refusal.dates : [],
      });
    })
    .post('/desk/appointments/:id/cancel-following', async (c) => {
      const id = readId<AppointmentId>(c.req.param('id'));
      const tell = (await readForm(c))['tell'] === 'on';
      const outcome = id && (await cancelFollowing(c.get('staff').ctx, { appointmentId: id, tell }));
      if (!outcome?.ok)
        return outcome && outcome.refusal.code !== 'not-found' ? c.redirect(`/desk`, 303) : c.notFound();
      return c.redirect(`/desk/appointments/${id}?done=${tell ? 'cancelled-told' : 'cancelled'}`, 303);
    });
}

type Choice = {
  readonly start: Instant;
  readonly choice: string;
  /** What is to be booked for it; undefined: left out. */
  readonly wanted: { readonly start: Instant; readonly anyway: boolean } | undefined;
};

function readChoices(form: Form): Choice[] {
  return Array.from({ length: SERIES.count.max }, (_, index) => index).flatMap((index): Choice[] => {
    const start = readMoment(form[`at-${index}`]);
    if (start === undefined) return [];
    const choice = form[`do-${index}`] ?? 'skip';
    const other = readMoment(choice);
    const own = choice === 'take' || choice === 'anyway' ? { start, anyway: choice === 'anyway' } : undefined;
    return [{ start, choice, wanted: other === undefined ? own : { start: other, anyway: false } }];
  });
}

type Asking = {
  readonly type: AppointmentType;
  readonly practitioner: PractitionerRecord;
  readonly form: PersonForm;
};

type Again = {
  readonly chosen: readonly Choice[];
  readonly problem: string;
  readonly refused?: readonly CheckedDate[];
};

/** The same page with the dates as they stand now, and the choices kept. */
async function again(c: Context<DeskEnv>, asking: Asking, { chosen, problem, refused = [] }: Again): Promise<Response> {
  const { type, practitioner } = asking;
  const offered = { practitionerId: practitioner.id, typeId: type.id };
  const starts = chosen.map(({ start }) => start);
  const checked = await checkDates(c.get('staff').ctx, offered, starts);
  if (!checked.ok) return c.notFound();
  const dates = checked.value.map((date, index): SeriesDate => {
    const choice = chosen[index];
    const against = refused.find(({ start }) => start === choice?.wanted?.start)?.refusal;
    return {
      ...date,
      choice: choice?.choice,
      problem: against && refusalLines(against, practitioner.zone).join(' '),
    };
  });
  return showSeries(c, asking, { dates, problem });
}

/** Also the answer to a booking that is to be repeated. */
export async function showSeries(
  c: Context<DeskEnv>,
  { type, practitioner, form }: Asking,
  { dates, problem }: { readonly dates: readonly SeriesDate[]; readonly problem?: string },
): Promise<Response> {
  const { seat } = await seatOf(c);
  const page = (
    <SeriesPage
      seat={seat}
      choice={{ type: type.id, practitioner: practitioner.id }}
      what={{ typeName: type.name, length: type.length, practitionerName: practitioner.name, zone: practitioner.zone }}
      form={form}
      dates={dates}
      problem={problem}
    />
  );
  return c.html(page, problem ? 409 : 200);
}

/** Dates that nobody chose about yet. */
export function unchosen(dates: readonly CheckedDate[]): SeriesDate[] {
  return dates.map((date) => ({ ...date, choice: undefined, problem: undefined }));
}
