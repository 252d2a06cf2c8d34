/** Calendar › Online booking: saves the settings; what stands behind the main switch keeps its value while that is off. */
import { Hono, type Context } from 'hono';
import { changePractice, changeSettings } from '../../actions/practice.ts';
import { changePractitioner, listPractitioners } from '../../actions/practitioners.ts';
import { listTypes } from '../../actions/types.ts';
import { firstOpen, type FirstOpen } from '../../actions/week-first.ts';
import type { Practice } from '../../db/practices.ts';
import type { PractitionerRecord } from '../../db/practitioners.ts';
import type { Deps } from '../../deps.ts';
import { earliestStart, lastBookableDate, maySettingsChange } from '../../domain/settings.ts';
import type { Instant } from '../../domain/types.ts';
import { OnlineBookingPage, type BookingSettings } from '../../views/desk/online-booking-page.tsx';
import type { BoundsToday } from '../../views/desk/online-booking-when.tsx';
import type { FieldErrors } from '../../views/fields.tsx';
import type { DeskEnv } from '../session.ts';
import { nothingOffered } from './attention.ts';
import { readForm } from './form.ts';
import { doneWords, seatOf } from './seat.ts';
import { checkSettings, savedSettings, typedSettings, type CheckedSettings } from './settings-form.ts';
import { namesOf } from './types.tsx';

export function onlineBookingRoutes(deps: Deps): Hono<DeskEnv> {
  return new Hono<DeskEnv>()
    .get('/desk/online-booking', async (c) => {
      const { practice } = await seatOf(c);
      const practitioners = await listPractitioners(c.get('staff').ctx);
      return show(c, deps, { settings: savedSettings(practice, practitioners), practice, practitioners, errors: {} });
    })
    .post('/desk/online-booking', async (c) => {
      const { staff, practice } = await seatOf(c);
      const { ctx } = staff;
      const practitioners = await listPractitioners(ctx);
      const form = await readForm(c);
      const read = checkSettings(form, practitioners);
      if (form['preview'] === 'yes') {
        const typed = typedSettings(form, savedSettings(practice, practitioners));
        const would = read.ok ? wouldBe(practice, read.value) : practice;
        return show(c, deps, { settings: typed, practice: would, practitioners, errors: {} });
      }
      if (!read.ok) {
        const typed = typedSettings(form, savedSettings(practice, practitioners));
        return show(c, deps, { settings: typed, practice, practitioners, errors: read.errors });
      }
      const { words, notify, whileOn, allowOnlineBooking } = read.value;
      await changePractice(ctx, words);
      if (maySettingsChange(practice.plan)) {
        await changeSettings(ctx, { ...whileOn, allowOnlineBooking });
        // Addresses and switches of "notify me" are hidden with the rest, and kept.
        for (const { id, ...change } of whileOn ? notify : []) await changePractitioner(ctx, id, change);
      }
      return c.redirect('/desk/online-booking?done=saved', 303);
    });
}

type Shown = {
  readonly settings: BookingSettings;
  readonly practice: Practice;
  readonly practitioners: readonly PractitionerRecord[];
  readonly errors: FieldErrors;
};

/** The practice with settings that are typed and not saved. */
function wouldBe(practice: Practice, { whileOn, allowOnlineBooking }: CheckedSettings): Practice {
  if (!maySettingsChange(practice.plan)) return practice;
  const { cutoff = practice.settings.cutoff, horizonDays = practice.settings.horizonDays } = whileOn ?? {};
  return { ...practice, settings: { ...practice.settings, allowOnlineBooking, cutoff, horizonDays } };
}

async function show(
  c: Context<DeskEnv>,
  deps: Deps,
  { settings, practice, practitioners, errors }: Shown,
): Promise<Response> {
  const { staff, seat } = await seatOf(c);
  const { ctx } = staff;
  const [types, firsts, nothing] = await Promise.all([
    listTypes(ctx),
    firstOpen(ctx, practice.settings),
    nothingOffered(ctx),
  ]);
  const listed = types.filter(({ state }) => state === 'listed');
  const { name, phone, email } = practice;
  const page = (
    <OnlineBookingPage
      seat={seat}
      settings={settings}
      premium={maySettingsChange(practice.plan)}
      bounds={practitioners
        .filter(({ active }) => active)
        .map((practitioner) => boundsOf(practitioner, practice, { firsts, now: ctx.now }))}
      typeNames={listed.map((type) => type.name)}
      seen={{
        ...{ name, phone, email },
        types: listed
          .filter(({ audience }) => audience === 'everyone')
          .map((type) => ({ type, practitioners: namesOf(type.offeredBy, practitioners) })),
      }}
      bookingUrl={`${deps.config.publicUrl}/book/${practice.slug}`}
      nothingOffered={nothing}
      errors={errors}
      done={doneWords(c)}
    />
  );
  return c.html(page, Object.keys(errors).length > 0 ? 422 : 200);
}

function boundsOf(
  { id, name, zone }: PractitionerRecord,
  { settings }: Practice,
  { firsts, now }: { readonly firsts: readonly FirstOpen[]; readonly now: Instant },
): BoundsToday {
  const first = firsts.find(({ practitionerId }) => practitionerId === id)?.first;
  const lastDate = lastBookableDate(now, settings.horizonDays, zone);
  return { name, zone, earliest: earliestStart(now, settings.cutoff, zone), lastDate, first };
}
