/** Set-up, step two: reads an address and shows what is in it; connects it only when it was recognised. */
import { Hono, type Context } from 'hono';
import { addFeedConnection, removeConnection } from '../actions/connections.ts';
import type { Deps } from '../deps.ts';
import { addDays, localDate, startOfDay } from '../domain/zone.ts';
import type { Instant, Interval, Zone } from '../domain/types.ts';
import { preview } from '../sync/preview.ts';
import { syncCalendar } from '../sync/read.ts';
import { CalendarStep, type CalendarReading } from '../views/setup/calendar.tsx';
import { checkForm, readForm, type Form } from './desk/form.ts';
import { addressSchema } from './setup-forms.ts';
import { setupState, type SetupState } from './setup-state.ts';

const PREVIEW_DAYS = 14;

type Answer = { readonly address: string; readonly error?: string | undefined; readonly reading?: CalendarReading };

export function setupCalendar(deps: Deps): Hono {
  return new Hono()
    .get('/', async (c) => {
      const state = await setupState(deps);
      return state ? show(c, state, { address: '' }) : c.redirect(`/setup/${c.req.param('token')}`, 303);
    })
    .post('/', async (c) => {
      const state = await setupState(deps);
      if (!state) return c.redirect(`/setup/${c.req.param('token')}`, 303);
      const form = await readForm(c);
      const answer = form['do'] === 'skip' ? undefined : await read(deps, state, form);
      if (answer) return show(c, state, answer);
      return c.redirect(`/setup/${c.req.param('token')}/type`, 303);
    });
}

/** What to show, or undefined once the calendar is connected. */
async function read(deps: Deps, state: SetupState, form: Form): Promise<Answer | undefined> {
  const address = form['address'] ?? '';
  const checked = checkForm(addressSchema, { address });
  if (!checked.ok) return { address, error: checked.errors['address'] };
  if (form['do'] === 'use') return connect(deps, state, address);
  const { zone } = state.practitioner;
  const window = twoWeeks(state.ctx.now, zone);
  const found = await preview(deps, { feed: checked.value.address, zone, window });
  return found.ok ? { address, reading: { ...found.value, window } } : { address, error: found.refusal };
}

/** Takes the place of a calendar that was connected in an earlier try. */
async function connect(
  deps: Deps,
  { ctx, practitioner, calendars }: SetupState,
  address: string,
): Promise<Answer | undefined> {
  const added = await addFeedConnection(ctx, { practitionerId: practitioner.id, address, name: 'Calendar' });
  if (!added.ok)
    return { address, error: added.refusal.code === 'invalid' ? added.refusal.message : 'Please try again.' };
  for (const { connectionId } of calendars) await removeConnection(ctx, connectionId);
  // Read at once, so that the booking link works when it is shown.
  await syncCalendar(deps, ctx.practiceId, added.value.calendarId, deps.clock());
  return undefined;
}

function show(c: Context, { practitioner, calendars }: SetupState, answer: Answer) {
  const [calendar] = calendars;
  return c.html(
    <CalendarStep
      {...answer}
      practitionerName={practitioner.name}
      zone={practitioner.zone}
      connected={calendar && { host: calendar.masked, readAt: calendar.readAt }}
    />,
    answer.error === undefined ? 200 : 422,
  );
}

/** Whole local days, today among them. */
function twoWeeks(now: Instant, zone: Zone): Interval {
  const today = localDate(now, zone);
  return { start: startOfDay(today, zone), end: startOfDay(addDays(today, PREVIEW_DAYS), zone) };
}
