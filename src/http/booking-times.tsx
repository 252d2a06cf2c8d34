/** Third step of booking: the times page, and the POST that keeps the chosen one. */
import type { Context } from 'hono';
import { z } from 'zod';
import { takeHold } from '../actions/hold.ts';
import { refusalWords } from '../actions/refusal.ts';
import type { Deps } from '../deps.ts';
import { detailsAddress, timesAddress } from '../views/public/addresses.ts';
import { ClosedPage } from '../views/public/plain-pages.tsx';
import { shownZones } from '../views/public/shown.ts';
import { TimesPage } from '../views/public/times-page.tsx';
import { TypesPage } from '../views/public/types-page.tsx';
import { localDate } from '../domain/zone.ts';
import { readChoice, slotsOfChoice, type Choice, type OfferedType } from './booking-choice.ts';
import { checkForm, readForm } from './desk/form.ts';
import { notFoundPage } from './not-found.tsx';
import { pickerData } from './picker-data.ts';
import { readStart, readVisit } from './query.ts';
import { askedZone, readZone, visitor } from './visitor.ts';

export async function showTimes(deps: Deps, c: Context): Promise<Response> {
  const choice = await readChoice(deps, c, c.req.query('type'));
  if (!choice) return notFoundPage(c);
  const { practice, practitioner, type } = choice;
  if (!practice.open) return c.html(<ClosedPage practiceName={practice.name} />);
  if (type) return timesPage(deps, c, { ...choice, type });
  const offered = practice.types.filter(
    ({ practitionerIds }) => !practitioner || practitionerIds.includes(practitioner.id),
  );
  const choices = offered.map((each) => ({
    type: each,
    href: timesAddress(practice, c.req.param('practitioner') ?? '', { type: each.id, zone: askedZone(c) }),
    practitioners: [],
  }));
  return c.html(<TypesPage practice={practice} practitionerName={practitioner?.name} choices={choices} />);
}

type Shown = {
  readonly status?: 200 | 400 | 409;
  readonly notice?: string;
  readonly day?: string;
  readonly zone?: string;
  readonly visit?: string;
};

async function timesPage(
  deps: Deps,
  c: Context,
  choice: Choice & { readonly type: OfferedType },
  shown: Shown = {},
): Promise<Response> {
  const { practice, practitioner, practitionerZone, type } = choice;
  const ctx = visitor(deps, c, practice.practiceId);
  const visit = shown.visit ?? readVisit(c.req.query('visit')) ?? deps.newId();
  const patientZone = readZone(shown.zone) ?? askedZone(c);
  const zones = shownZones(type.location, patientZone, practitionerZone);
  const asked = { month: c.req.query('month'), day: shown.day ?? c.req.query('day'), now: ctx.now, zones };
  const { picker, closed } = await pickerData(slotsOfChoice(ctx, choice, visit), asked);
  if (closed === 'online-booking-off') return c.html(<ClosedPage practiceName={practice.name} />);
  // Asked again on the way back: what was free may be taken by now.
  c.header('Cache-Control', 'no-cache');
  return c.html(
    <TimesPage
      {...{ practice, practitioner, practitionerZone, type, patientZone, picker, visit }}
      now={ctx.now}
      unknown={closed === 'calendar'}
      notice={shown.notice}
      severalTypes={practice.types.length > 1}
    />,
    shown.status ?? 200,
  );
}

const choiceSchema = z.object({
  type: z.string(),
  start: z.string().transform(readStart),
  zone: z.string().default('').transform(readZone),
  visit: z.string().default('').transform(readVisit),
});

/** Keeps the slot and goes on to the form; a slot that is gone leads back to the times, with a word why. */
export async function chooseTime(deps: Deps, c: Context): Promise<Response> {
  const read = checkForm(choiceSchema, await readForm(c));
  const choice = await readChoice(deps, c, read.ok ? read.value.type : undefined);
  if (!choice) return notFoundPage(c);
  const { practice, practitioner, type } = choice;
  if (!practice.open) return c.html(<ClosedPage practiceName={practice.name} />, 409);
  if (!read.ok || !type || !practitioner || read.value.start === undefined) {
    if (!type) return c.redirect(timesAddress(practice, c.req.param('practitioner') ?? '', {}), 303);
    return timesPage(deps, c, { ...choice, type }, { status: 400, notice: 'Please choose one of the times.' });
  }
  const { start, zone, visit } = read.value;
  const ctx = visitor(deps, c, practice.practiceId);
  const held = await takeHold(ctx, {
    practitionerId: practitioner.id,
    typeId: type.id,
    start,
    audience: practice.audience,
    visit,
  });
  if (held.ok) {
    return c.redirect(
      detailsAddress(practice, practitioner.slug, {
        type: type.id,
        start,
        zone,
        visit,
        hold: held.value.holdToken,
      }),
      303,
    );
  }
  const { code } = held.refusal;
  if (code === 'not-found') return notFoundPage(c);
  if (code === 'online-booking-off') return c.html(<ClosedPage practiceName={practice.name} />, 409);
  const notice = `${refusalWords(code).title} Please choose another one.`;
  return timesPage(
    deps,
    c,
    { ...choice, type },
    {
      status: 409,
      notice,
      zone,
      visit,
      day: localDate(start, shownZones(type.location, zone, choice.practitionerZone).first),
    },
  );
}
