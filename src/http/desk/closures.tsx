/** Closing a practitioner's time (a sick day), settling what was booked in it, and the list of whom to phone. */
import { Hono, type Context } from 'hono';
import { offersFor, type Offer } from '../../actions/closure-offers.ts';
import { addClosure, listClosures, readClosure, removeClosure } from '../../actions/closures.ts';
import { listPractitioners } from '../../actions/practitioners.ts';
import { noteCall, settleClosure, type Decision } from '../../actions/sick-day.ts';
import type { Appointment } from '../../domain/booking.ts';
import type { AppointmentId, ClosureId, PractitionerId } from '../../domain/types.ts';
import { addDays, localDate } from '../../domain/zone.ts';
import { machineTime } from '../../views/format.ts';
import { ClosurePage, type Prefill } from '../../views/desk/closure-page.tsx';
import { ClosuresPage, type ClosureForm } from '../../views/desk/closures-page.tsx';
import type { FieldErrors } from '../../views/fields.tsx';
import type { DeskEnv } from '../session.ts';
import { problemWords } from './appointments.tsx';
import { readForm, type Form } from './form.ts';
import { doneWords, readId, readLocal, readMoment, seatOf } from './seat.ts';

export function closureRoutes(): Hono<DeskEnv> {
  return new Hono<DeskEnv>()
    .get('/desk/closures', (c) => showAll(c))
    .post('/desk/closures', async (c) => {
      const { ctx } = c.get('staff');
      const form = await readForm(c);
      const practitioners = await listPractitioners(ctx);
      const practitioner = practitioners.find(({ id }) => id === form['practitioner']);
      if (!practitioner) return c.notFound();
      const { zone } = practitioner;
      const typed = typedClosure(form);
      const start = readLocal(typed.fromDay, typed.fromClock || '00:00', zone);
      const midnight = typed.toClock === '' && /^\d{4}-\d\d-\d\d$/.test(typed.toDay);
      const end = midnight ? endOfDay(typed.toDay, zone) : readLocal(typed.toDay, typed.toClock, zone);
      if (start === undefined || end === undefined) {
        const wrong = 'Give a day, and a time or none.';
        return showAll(c, typed, {
          ...(start === undefined && { fromDay: wrong }),
          ...(end === undefined && { toDay: wrong }),
        });
      }
      const added = await addClosure(ctx, { practitionerId: practitioner.id, start, end });
      if (added.ok) return c.redirect(`/desk/closures/${added.value.id}?done=closed`, 303);
      if (added.refusal.code === 'not-found') return c.notFound();
      return showAll(c, typed, { toDay: added.refusal.message });
    })
    .get('/desk/closures/:id', async (c) => {
      const id = readId<ClosureId>(c.req.param('id'));
      const { fill } = c.req.query();
      return id ? showOne(c, id, { fill: fill === 'move' || fill === 'cancel' ? fill : 'keep' }) : c.notFound();
    })
    .post('/desk/closures/:id/settle', async (c) => {
      const id = readId<ClosureId>(c.req.param('id'));
      if (!id) return c.notFound();
      const form = await readForm(c);
      const decisions = readDecisions(form);
      const tell = form['tell'] === 'on';
      if (decisions.length === 0) return showOne(c, id, { fill: form, problem: 'Nothing was chosen.' });
      const outcome = await settleClosure(c.get('staff').ctx, { closureId: id, decisions, tell });
      if (outcome.ok) return c.redirect(`/desk/closures/${id}?done=${tell ? 'settled-told' : 'settled'}`, 303);
      const { refusal } = outcome;
      if (refusal.code === 'not-found') return c.notFound();
      const refused = { id: refusal.appointmentId, words: problemWords(refusal.refusal) };
      return showOne(c, id, { fill: form, problem: 'Nothing was changed: one of them cannot be done.', refused });
    })
    .post('/desk/closures/:id/called', async (c) => {
      const closureId = readId<ClosureId>(c.req.param('id'));
      const { appointment, reached } = await readForm(c);
      const appointmentId = readId<AppointmentId>(appointment);
      if (!closureId || !appointmentId) return c.notFound();
      const noted = await noteCall(c.get('staff').ctx, { closureId, appointmentId, reached: reached === 'yes' });
      return noted.ok ? c.redirect(`/desk/closures/${closureId}#calls`, 303) : c.notFound();
    })
    .post('/desk/closures/:id/remove', async (c) => {
      const id = readId<ClosureId>(c.req.param('id'));
      const removed = id && (await removeClosure(c.get('staff').ctx, id));
      return removed?.ok ? c.redirect('/desk/closures?done=opened-again', 303) : c.notFound();
    });
}

function endOfDay(day: string, zone: string) {
  return readLocal(day, '00:00', zone) === undefined ? undefined : readLocal(addDays(day, 1), '00:00', zone);
}

function typedClosure(form: Form): ClosureForm {
  const text = (name: string) => form[name] ?? '';
  return {
    practitioner: text('practitioner'),
    fromDay: text('fromDay'),
    fromClock: text('fromClock'),
    toDay: text('toDay'),
    toClock: text('toClock'),
  };
}

async function showAll(c: Context<DeskEnv>, form?: ClosureForm, errors: FieldErrors = {}): Promise<Response> {
  const { staff, seat } = await seatOf(c);
  const [closures, practitioners] = await Promise.all([listClosures(staff.ctx), listPractitioners(staff.ctx)]);
  const asked = practitioners.find(({ id }) => id === c.req.query('practitioner')) ?? practitioners[0];
  const today = localDate(staff.ctx.now, asked?.zone ?? 'UTC');
  const empty = { practitioner: asked?.id ?? '', fromDay: today, fromClock: '', toDay: today, toClock: '' };
  const page = (
    <ClosuresPage
      seat={seat}
      practitioners={practitioners}
      closures={closures}
      form={form ?? empty}
      errors={errors}
      done={form ? undefined : doneWords(c)}
    />
  );
  return c.html(page, form ? 422 : 200);
}

type Showing = {
  /** All alike, or as a form had it. */
  readonly fill: Prefill | Form;
  readonly problem?: string;
  readonly refused?: { readonly id: AppointmentId; readonly words: string };
};

async function showOne(c: Context<DeskEnv>, id: ClosureId, { fill, problem, refused }: Showing): Promise<Response> {
  const { staff, seat } = await seatOf(c);
  const read = await readClosure(staff.ctx, id);
  if (!read.ok) return c.notFound();
  const { closure, affected, changes } = read.value;
  const [offers, practitioners] = await Promise.all([offersFor(staff.ctx, affected), listPractitioners(staff.ctx)]);
  const practitioner = practitioners.find((one) => one.id === closure.practitionerId);
  const form = typeof fill === 'string' ? undefined : fill;
  const page = (
    <ClosurePage
      seat={seat}
      id={id}
      practitioner={{ name: practitioner?.name ?? '', zone: practitioner?.zone ?? 'UTC' }}
      time={closure}
      affected={affected.map((appointment) => {
        const list = (offers.get(appointment.id) ?? []).map((offer) => ({ ...offer, value: valueOf(offer) }));
        const chosen = form?.[`do-${appointment.id}`] ?? chosenBy(typeof fill === 'string' ? fill : 'keep', list);
        return {
          appointment,
          offers: list,
          chosen,
          problem: refused?.id === appointment.id ? refused.words : undefined,
        };
      })}
      changes={changes}
      tell={form ? form['tell'] === 'on' : true}
      problem={problem}
      done={problem ? undefined : doneWords(c)}
    />
  );
  return c.html(page, problem ? 409 : 200);
}

function chosenBy(fill: Prefill, offers: readonly { readonly value: string }[]): string {
  return fill === 'move' ? (offers[0]?.value ?? 'keep') : fill;
}

/** What a choice sends: with whom and when. */
function valueOf({ practitionerId, start }: Offer): string {
  return `${practitionerId} ${machineTime(start)}`;
}

const CHOICE = /^do-(?<id>[\da-f-]{36})$/;

function readDecisions(form: Form): Decision[] {
  return Object.entries(form).flatMap(([name, value]): Decision[] => {
    const appointmentId = readId<Appointment['id']>(CHOICE.exec(name)?.groups?.['id']);
    if (appointmentId === undefined) return [];
    if (value === 'cancel') return [{ appointmentId, do: 'cancel' }];
    const [who, when] = value.split(' ');
    const [practitionerId, start] = [readId<PractitionerId>(who), readMoment(when)];
    return practitionerId && start !== undefined ? [{ appointmentId, do: 'move', start, practitionerId }] : [];
  });
}
