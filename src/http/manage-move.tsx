/** Moving an appointment by its manage link: the open times, one question, the POST. */
import type { Context } from 'hono';
import { refusalWords } from '../actions/refusal.ts';
import { rescheduleAppointment } from '../actions/reschedule.ts';
import { openSlotsFor } from '../actions/slots.ts';
import type { Deps } from '../deps.ts';
import { instant } from '../domain/interval.ts';
import type { Interval } from '../domain/types.ts';
import { localDate } from '../domain/zone.ts';
import { liveRead } from '../sync/live.ts';
import { manageAddress } from '../views/public/addresses.ts';
import { RescheduleConfirmPage, ReschedulePage } from '../views/public/reschedule-page.tsx';
import { shownZones } from '../views/public/shown.ts';
import { readForm } from './desk/form.ts';
import { manageStateOf, type OpenedLink } from './manage-link.ts';
import { notFoundPage } from './not-found.tsx';
import { pickerData, type FoundSlots } from './picker-data.ts';
import { readStart } from './query.ts';
import { askedZone, visitor } from './visitor.ts';

export async function showMove(deps: Deps, c: Context, link: OpenedLink): Promise<Response> {
  if (manageStateOf(link) !== 'changeable') return c.redirect(manageAddress(link.token), 303);
  return movePage(deps, c, link);
}

type Shown = { readonly status?: 200 | 400 | 409; readonly problem?: string; readonly day?: string };

async function movePage(deps: Deps, c: Context, link: OpenedLink, shown: Shown = {}): Promise<Response> {
  const { practice, token, appointment } = link;
  const ctx = visitor(deps, c, link.practiceId);
  const patientZone = askedZone(c) ?? appointment.patientZone;
  const zones = shownZones(appointment.location, patientZone, appointment.zone);
  const { practitionerId, typeId } = appointment;
  const practitioner = { slug: '', name: appointment.practitionerName, zone: appointment.zone };
  const slotsIn = async (window: Interval): Promise<FoundSlots> => {
    const found = await openSlotsFor(ctx, {
      practitionerId,
      typeId,
      window,
      moving: appointment.id,
      audience: 'existing',
    });
    if (!found.ok) return { slots: [] };
    // Where it is now is no other time.
    const slots = found.value.slots.filter(({ start }) => start !== appointment.start);
    return { slots: slots.map((slot) => ({ ...slot, practitioner })), closed: found.value.closed };
  };
  const month = c.req.query('month');
  // Begins where it is now: most people move by hours or days.
  const own = month === undefined ? localDate(appointment.start, zones.first) : undefined;
  const asked = { month, day: shown.day ?? c.req.query('day') ?? own, now: ctx.now, zones };
  const { picker, closed } = await pickerData(slotsIn, asked);
  return c.html(
    <ReschedulePage
      {...{ practice, token, appointment, patientZone, picker }}
      now={ctx.now}
      unknown={closed !== undefined}
      problem={shown.problem}
    />,
    shown.status ?? 200,
  );
}

/** Shows what would become of it, and changes nothing. */
export async function confirmMove(deps: Deps, c: Context, link: OpenedLink): Promise<Response> {
  const { practice, token, appointment } = link;
  if (manageStateOf(link) !== 'changeable') return c.redirect(manageAddress(token), 303);
  const start = readStart(c.req.query('start'));
  if (start === undefined) return movePage(deps, c, link, { status: 400, problem: 'Please choose one of the times.' });
  const patientZone = askedZone(c) ?? appointment.patientZone;
  const zones = shownZones(appointment.location, patientZone, appointment.zone);
  const to = { start, end: instant(start + (appointment.end - appointment.start)) };
  return c.html(<RescheduleConfirmPage {...{ practice, token, appointment, to, zones, patientZone }} />);
}

export async function moveAppointment(deps: Deps, c: Context, link: OpenedLink): Promise<Response> {
  const { token, appointment } = link;
  const start = readStart((await readForm(c))['start']);
  if (start === undefined) return movePage(deps, c, link, { status: 400, problem: 'Please choose one of the times.' });
  const ctx = visitor(deps, c, link.practiceId);
  const outcome = await rescheduleAppointment(
    ctx,
    { appointmentId: appointment.id, start },
    { liveRead: (calendarIds) => liveRead(deps, { practiceId: link.practiceId, calendarIds, now: ctx.now }) },
  );
  if (outcome.ok) return c.redirect(`${manageAddress(token)}?done=moved`, 303);
  const { code } = outcome.refusal;
  if (code === 'not-found') return notFoundPage(c);
  // Switched off, over or cancelled meanwhile: the manage page says it.
  if (manageStateOf(link) !== 'changeable') return c.redirect(manageAddress(token), 303);
  const zones = shownZones(appointment.location, appointment.patientZone, appointment.zone);
  const problem = `${refusalWords(code).title} Your appointment stays where it was.`;
  return movePage(deps, c, link, { status: 409, problem, day: localDate(start, zones.first) });
}
