/** Calendar › Online booking: saves the settings; what stands behind the main switch keeps its value while that is off. */
import { Hono, type Context } from 'hono';
import { changePractice, changeSettings } from '../../actions/practice.ts';
import { changePractitioner, listPractitioners } from '../../actions/practitioners.ts';
import type { Practice } from '../../db/practices.ts';
import type { PractitionerRecord } from '../../db/practitioners.ts';
import type { Deps } from '../../deps.ts';
import { earliestStart, lastBookableDate, maySettingsChange } from '../../domain/settings.ts';
import type { Instant } from '../../domain/types.ts';
import { OnlineBookingPage, type BookingSettings, type BoundsToday } from '../../views/desk/online-booking-page.tsx';
import type { FieldErrors } from '../../views/fields.tsx';
import type { DeskEnv } from '../session.ts';
import { nothingOffered } from './attention.ts';
import { readForm } from './form.ts';
import { doneWords, seatOf } from './seat.ts';
import { checkSettings, savedSettings, typedSettings } from './settings-form.ts';

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

async function show(
  c: Context<DeskEnv>,
  deps: Deps,
  { settings, practice, practitioners, errors }: Shown,
): Promise<Response> {
  const { staff, seat } = await seatOf(c);
  const page = (
    <OnlineBookingPage
      seat={seat}
      settings={settings}
      premium={maySettingsChange(practice.plan)}
      bounds={practitioners
        .filter(({ active }) => active)
        .map((practitioner) => boundsOf(practitioner, practice, staff.ctx.now))}
      bookingUrl={`${deps.config.publicUrl}/book/${practice.slug}`}
      nothingOffered={await nothingOffered(staff.ctx)}
      errors={errors}
      done={doneWords(c)}
    />
  );
  return c.html(page, Object.keys(errors).length > 0 ? 422 : 200);
}

function boundsOf({ name, zone }: PractitionerRecord, { settings }: Practice, now: Instant): BoundsToday {
  const lastDate = lastBookableDate(now, settings.horizonDays, zone);
  return { name, zone, first: earliestStart(now, settings.cutoff, zone), lastDate };
}
