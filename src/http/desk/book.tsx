/** Staff book for somebody: type and practitioner, an open time or any other, then who it is. */
import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { refusalWords, type Refusal } from '../../actions/refusal.ts';
import { planSeries } from '../../actions/series.ts';
import { bookForPatient } from '../../actions/staff.ts';
import { instant, MINUTE } from '../../domain/interval.ts';
import { SERIES } from '../../domain/series.ts';
import type { Instant } from '../../domain/types.ts';
import { ChoosePage, PersonPage, type PersonForm } from '../../views/desk/book-page.tsx';
import type { FieldErrors } from '../../views/fields.tsx';
import { lengthInWords } from '../../views/format.ts';
import type { DeskEnv } from '../session.ts';
import { problemWords } from './appointments.tsx';
import { offerOf, typedPerson, type Offer } from './book-offer.ts';
import { checkForm, line, lines, maybeAddress, readForm, ticked, whole } from './form.ts';
import { readDay, readLocal, readMoment, seatOf } from './seat.ts';
import { showSeries, unchosen } from './series.tsx';
import { timesOf } from './times.ts';

const schema = z.object({
  name: line(200, 'Type the name.'),
  email: maybeAddress(),
  phone: line(60),
  note: lines(2_000),
  tell: ticked(),
  anyway: ticked(),
  repeat: z.enum(['', '1', '2', '4']).catch(''),
  count: z.string().default(''),
});

const many = z.object({ count: whole(SERIES.count) });

const EMPTY: PersonForm = { name: '', email: '', phone: '', note: '', tell: true, repeat: '', count: '10' };

export function bookRoutes(): Hono<DeskEnv> {
  return new Hono<DeskEnv>()
    .get('/desk/book', async (c) => {
      const { at, day, clock, type, practitioner } = c.req.query();
      const offer = await offerOf(c, { type, practitioner });
      const start = offer.practitioner && (readMoment(at) ?? readLocal(day, clock, offer.practitioner.zone));
      const unread = start === undefined && (at !== undefined || clock !== undefined);
      const asked = start !== undefined ? person(c, offer, { start, form: EMPTY }) : undefined;
      return (await asked) ?? choose(c, offer, unread ? 'Give a day and a time.' : undefined);
    })
    .post('/desk/book', async (c) => {
      const form = await readForm(c);
      const offer = await offerOf(c, { type: form['type'], practitioner: form['practitioner'] });
      const start = readMoment(form['at']);
      if (!offer.type || !offer.practitioner || start === undefined) return c.notFound();
      const typed = typedPerson(form);
      const read = checkForm(schema, form);
      if (!read.ok) return (await person(c, offer, { start, form: typed, errors: read.errors })) ?? c.notFound();
      const { tell, anyway, note, repeat, count, ...patient } = read.value;
      if (repeat !== '') {
        const counted = checkForm(many, { count });
        if (!counted.ok)
          return (await person(c, offer, { start, form: typed, errors: counted.errors })) ?? c.notFound();
        const { type, practitioner } = offer;
        const dates = await planSeries(c.get('staff').ctx, {
          practitionerId: practitioner.id,
          typeId: type.id,
          start,
          every: Number(repeat),
          count: counted.value.count,
        });
        if (!dates.ok) return c.notFound();
        return showSeries(c, { type, practitioner, form: typed }, { dates: unchosen(dates.value) });
      }
      const outcome = await bookForPatient(c.get('staff').ctx, {
        practitionerId: offer.practitioner.id,
        typeId: offer.type.id,
        start,
        patient,
        note,
        tell: tell && patient.email !== '',
        anyway,
      });
      if (outcome.ok) return c.redirect(`/desk/appointments/${outcome.value.appointment.id}?done=booked`, 303);
      return (await person(c, offer, { start, form: typed, refusal: outcome.refusal })) ?? c.notFound();
    });
}

async function choose(c: Context<DeskEnv>, offer: Offer, problem: string | undefined): Promise<Response> {
  const { staff, seat } = await seatOf(c);
  const { type, practitioner } = offer;
  const query = { type: type?.id ?? '', practitioner: practitioner?.id ?? '' };
  const from = readDay(c.req.query('from')) ?? readDay(c.req.query('day'));
  const offered = type && practitioner && (type.offeredBy === 'all' || type.offeredBy.includes(practitioner.id));
  const times = offered
    ? await timesOf(staff.ctx, {
        practitionerId: practitioner.id,
        typeId: type.id,
        zone: practitioner.zone,
        from,
        address: '/desk/book',
        query,
      })
    : undefined;
  const page = (
    <ChoosePage
      seat={seat}
      types={offer.types.map(({ id, name, length }) => ({ id, label: `${name} (${lengthInWords(length)})` }))}
      practitioners={offer.practitioners.map(({ id, name }) => ({ id, label: name }))}
      chosen={query}
      times={times}
      problem={
        problem ??
        (type && practitioner && !offered ? `${practitioner.name} does not offer “${type.name}”.` : undefined)
      }
    />
  );
  return c.html(page, problem ? 422 : 200);
}

type Asking = {
  readonly start: Instant;
  readonly form: PersonForm;
  readonly errors?: FieldErrors;
  readonly refusal?: Refusal;
};

/** Undefined when there is nothing to book. */
async function person(
  c: Context<DeskEnv>,
  { type, practitioner }: Offer,
  asking: Asking,
): Promise<Response | undefined> {
  if (!type || !practitioner) return undefined;
  const { seat } = await seatOf(c);
  const { start, form, errors = {}, refusal } = asking;
  const asks = refusal?.code === 'needs-confirmation';
  const page = (
    <PersonPage
      seat={seat}
      choice={{ type: type.id, practitioner: practitioner.id }}
      what={{ typeName: type.name, length: type.length, practitionerName: practitioner.name, zone: practitioner.zone }}
      time={{ start, end: instant(start + type.length * MINUTE) }}
      form={form}
      errors={errors}
      warnings={asks ? (refusal.warnings ?? []) : undefined}
      problem={refusal && !asks ? problemWords(refusal) : undefined}
    />
  );
  return c.html(page, refusal ? refusalWords(refusal.code).status : Object.keys(errors).length > 0 ? 422 : 200);
}
