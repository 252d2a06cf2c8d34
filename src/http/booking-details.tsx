/** Fourth step of booking: the form, and the POST that books. Whatever becomes of the slot, what was typed stays. */
import type { Context } from 'hono';
import { z } from 'zod';
import { bookAppointment } from '../actions/book.ts';
import type { Context as ActionContext } from '../actions/context.ts';
import { readHoldToken } from '../actions/hold-token.ts';
import type { Refusal } from '../actions/refusal.ts';
import { loadHold } from '../db/holds.ts';
import type { Deps } from '../deps.ts';
import { localDate } from '../domain/zone.ts';
import type { Instant } from '../domain/types.ts';
import { liveRead } from '../sync/live.ts';
import { manageAddress, timesAddress } from '../views/public/addresses.ts';
import { DetailsPage, NOTHING_TYPED, type DetailsPageProps, type TypedDetails } from '../views/public/details-page.tsx';
import { ClosedPage } from '../views/public/plain-pages.tsx';
import { shownZones } from '../views/public/shown.ts';
import { readChoice, type Choice, type OfferedPractitioner, type OfferedType } from './booking-choice.ts';
import { refusalOnForm } from './booking-refusal.ts';
import { address, checkForm, line, lines, readForm, type Form } from './desk/form.ts';
import { notFoundPage } from './not-found.tsx';
import { readStart, readVisit } from './query.ts';
import { askedZone, visitor } from './visitor.ts';

type Asked = Choice & {
  readonly practitioner: OfferedPractitioner;
  readonly type: OfferedType;
  readonly start: Instant;
  readonly hold: string | undefined;
};

/** What the address of the form names; a Response where it names nothing that can be booked. */
async function readAsked(deps: Deps, c: Context): Promise<Asked | Response> {
  const choice = await readChoice(deps, c, c.req.query('type'));
  if (!choice) return notFoundPage(c);
  const { practice, practitioner, type } = choice;
  if (!practice.open) return c.html(<ClosedPage practiceName={practice.name} />, c.req.method === 'POST' ? 409 : 200);
  const start = readStart(c.req.query('start'));
  if (!practitioner || !type || start === undefined) {
    return c.redirect(
      timesAddress(practice, c.req.param('practitioner') ?? '', { type: type?.id, zone: askedZone(c) }),
      303,
    );
  }
  return { ...choice, practitioner, type, start, hold: c.req.query('hold') };
}

export async function showDetails(deps: Deps, c: Context): Promise<Response> {
  const asked = await readAsked(deps, c);
  if (asked instanceof Response) return asked;
  const page = await detailsPage(deps, c, asked);
  return c.html(<DetailsPage {...page} />);
}

const detailsSchema = z.object({
  name: line(200, 'Please give your name.'),
  email: address('Please give an email address: the confirmation goes there.')
    // Forgotten ends are the commonest slip, and nobody is reached at a bare host name.
    .refine((text) => text === '' || /\.[^.@]+$/.test(text), 'The end of this email address is missing, such as .org.'),
  phone: line(40).refine(
    (text) => text === '' || /^[\d\s()+./x#-]{5,40}$/i.test(text),
    'This is not a phone number such as +1 212 555 0100.',
  ),
  note: lines(2000),
  key: z.string().default('').transform(readVisit),
});

export async function confirmDetails(deps: Deps, c: Context): Promise<Response> {
  const asked = await readAsked(deps, c);
  if (asked instanceof Response) return asked;
  const form = await readForm(c);
  const typed = typedDetails(form);
  const read = checkForm(detailsSchema, form);
  const slot = chosenSlot(asked, form);
  if (!read.ok || !slot) {
    const errors = read.ok ? {} : read.errors;
    const page = await detailsPage(deps, c, asked, { typed, errors, key: readVisit(form['key']) });
    return c.html(<DetailsPage {...page} problem={slot ? undefined : 'Please choose one of the times.'} />, 400);
  }
  const { name, email, phone, note, key } = read.value;
  const ctx = visitor(deps, c, asked.practice.practiceId);
  const booked = await bookAppointment(
    ctx,
    {
      ...slot,
      typeId: asked.type.id,
      audience: asked.practice.audience,
      patient: { name, email, phone, zone: askedZone(c) ?? asked.practitionerZone },
      // A note that was not asked for is not taken either (failures I12).
      note: asked.practice.askNote ? note : '',
      idempotencyKey: key,
    },
    { liveRead: (calendarIds) => liveRead(deps, { practiceId: ctx.practiceId, calendarIds, now: ctx.now }) },
  );
  if (booked.ok) return c.redirect(manageAddress(booked.value.manageToken, 'booked'), 303);
  return refused(deps, c, { asked, typed, ctx, refusal: booked.refusal });
}

/** The time chosen instead of one that was gone, else the one of the address with its hold. */
function chosenSlot(asked: Asked, form: Form) {
  const again = form['again'];
  if (again === undefined) return { practitionerId: asked.practitioner.id, start: asked.start, holdToken: asked.hold };
  const [time, slug] = again.split(' ', 2);
  const start = readStart(time);
  const practitioner = asked.practice.practitioners.find(
    (each) => each.slug === slug && asked.type.practitionerIds.includes(each.id),
  );
  return start === undefined || !practitioner ? undefined : { practitionerId: practitioner.id, start };
}

async function refused(
  deps: Deps,
  c: Context,
  on: { asked: Asked; typed: TypedDetails; ctx: ActionContext; refusal: Refusal },
): Promise<Response> {
  const { asked, typed, ctx, refusal } = on;
  if (refusal.code === 'not-found') return notFoundPage(c);
  if (refusal.code === 'online-booking-off') return c.html(<ClosedPage practiceName={asked.practice.name} />, 409);
  const { status, gone, problem } = refusalOnForm(refusal);
  if (refusal.retryAfter !== undefined) c.header('Retry-After', String(refusal.retryAfter));
  const alternatives = (refusal.alternatives ?? []).map((slot) => ({ ...slot, practitioner: asked.practitioner }));
  // A new key: what is sent next is another request than the one that was refused.
  const page = await detailsPage(deps, c, asked, { typed, key: ctx.newId() });
  const zone = askedZone(c);
  const otherTimesHref = timesAddress(asked.practice, c.req.param('practitioner') ?? '', {
    type: asked.type.id,
    zone,
    visit: page.visit,
  });
  return c.html(
    <DetailsPage
      {...page}
      hold={undefined}
      problem={problem}
      gone={gone ? { sentence: gone, alternatives, otherTimesHref } : undefined}
    />,
    status,
  );
}

async function detailsPage(
  deps: Deps,
  c: Context,
  asked: Asked,
  typed: Partial<Pick<DetailsPageProps, 'typed' | 'errors' | 'key'>> = {},
): Promise<DetailsPageProps> {
  const { practice, practitioner, type, start } = asked;
  const ctx = visitor(deps, c, practice.practiceId);
  const patientZone = askedZone(c);
  const zones = shownZones(type.location, patientZone, practitioner.zone);
  const visit = readVisit(c.req.query('visit'));
  return {
    ...{ practice, practitioner, type, start, zones, patientZone, visit },
    askNote: practice.askNote,
    now: ctx.now,
    hold: await heldSlot(ctx, asked),
    key: typed.key ?? deps.newId(),
    typed: typed.typed ?? NOTHING_TYPED,
    errors: typed.errors ?? {},
    gone: undefined,
    problem: undefined,
    timesHref: timesAddress(practice, practitioner.slug, {
      type: type.id,
      day: localDate(start, zones.first),
      zone: patientZone,
      visit,
    }),
  };
}

/** The hold of the address, if it is one of this very slot; one that was used leads to its appointment again. */
async function heldSlot(
  ctx: ActionContext,
  { hold, start, type, practitioner }: Asked,
): Promise<DetailsPageProps['hold']> {
  const id = readHoldToken(ctx.keys, hold);
  const found = id && (await ctx.db.tenant(ctx.practiceId, (tx) => loadHold(tx, id)));
  if (!found || !hold || found.start !== start) return undefined;
  if (found.typeId !== type.id || found.practitionerId !== practitioner.id) return undefined;
  return { token: hold, expiresAt: found.expiresAt, used: found.appointmentId !== undefined };
}

function typedDetails(form: Form): TypedDetails {
  return { name: form['name'] ?? '', email: form['email'] ?? '', phone: form['phone'] ?? '', note: form['note'] ?? '' };
}
