/** Connected calendars: how each stands, connecting another by an address, and what an account's calendars are for. */
import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { listAwayEvents } from '../../actions/away.ts';
import { addFeedConnection, listAccounts } from '../../actions/connections.ts';
import { changePractitioner, listPractitioners } from '../../actions/practitioners.ts';
import type { Deps } from '../../deps.ts';
import { interval } from '../../domain/interval.ts';
import type { ConnectionId, PractitionerId } from '../../domain/types.ts';
import { disconnect, previewCalendar, readAccount, saveAccount } from '../../sync/account.ts';
import { connectCaldav, readLogin } from '../../sync/connect.ts';
import { AccountCalendarsPage, type ShownPreview } from '../../views/desk/account-calendars-page.tsx';
import { CalendarsPage } from '../../views/desk/calendars-page.tsx';
import { ConnectPage, SignInPage } from '../../views/desk/connect-pages.tsx';
import { LONGEST_TITLE, type RefusedTitle } from '../../views/desk/opening-title-form.tsx';
import type { FieldErrors } from '../../views/fields.tsx';
import type { DeskEnv } from '../session.ts';
import { checkForm, line, readForm, type Form } from './form.ts';
import { doneWords, readId, readUuid, seatOf } from './seat.ts';

type Place = Context<DeskEnv>;

const changesSchema = z.object({
  practitioner: z.string().transform((text) => readId<PractitionerId>(text)),
  changes: z.enum(['ask', 'follow', 'restore']),
});

const titleSchema = z.object({ title: line(LONGEST_TITLE) });

export function calendarPageRoutes(deps: Deps): Hono<DeskEnv> {
  return new Hono<DeskEnv>()
    .get('/desk/calendars', (c) => showAll(c, deps))
    .post('/desk/calendars/changes', async (c) => {
      const read = changesSchema.safeParse(await readForm(c));
      if (!read.success || !read.data.practitioner) return c.notFound();
      const { practitioner, changes } = read.data;
      const saved = await changePractitioner(c.get('staff').ctx, practitioner, { whenChangedOutside: changes });
      return saved.ok ? c.redirect('/desk/calendars?done=saved', 303) : c.notFound();
    })
    .post('/desk/calendars/opening-title', async (c) => {
      const form = await readForm(c);
      const practitionerId = readId<PractitionerId>(form['practitioner']);
      const read = checkForm(titleSchema, form);
      if (!practitionerId) return c.notFound();
      if (!read.ok) {
        const error = read.errors['title'] ?? '';
        return showAll(c, deps, { practitionerId, typed: form['title'] ?? '', error });
      }
      const change = { openingTitle: read.value.title };
      const saved = await changePractitioner(c.get('staff').ctx, practitionerId, change);
      return saved.ok ? c.redirect('/desk/calendars?done=saved', 303) : c.notFound();
    })
    .get('/desk/calendars/connect', async (c) => {
      const practitioner = await practitionerOf(c, c.req.query('practitioner'));
      const kind = c.req.query('kind');
      if (!practitioner) return c.redirect('/desk/calendars#connect', 303);
      if (kind === 'google' || kind === 'outlook') {
        const { seat } = await seatOf(c);
        return c.html(<SignInPage seat={seat} kind={kind} practitioner={practitioner} />);
      }
      const again = kind === 'caldav' ? readUuid(c.req.query('account')) : undefined;
      const login = again && (await readLogin(c.get('staff').ctx, again as ConnectionId)); // looked up by it
      const form: Form = login ? { account: again, user: login.user } : {};
      return showForm(c, { kind: kind === 'ics' ? 'ics' : 'caldav', practitioner, form, errors: {} });
    })
    .post('/desk/calendars/connect', async (c) => {
      const form = await readForm(c);
      const practitioner = await practitionerOf(c, form['practitioner']);
      if (!practitioner) return c.notFound();
      const kind = form['kind'] === 'ics' ? 'ics' : 'caldav';
      const connected = await connect(c, deps, { kind, practitionerId: practitioner.id, form });
      if ('errors' in connected) return showForm(c, { kind, practitioner, form, errors: connected.errors });
      return c.redirect(connected.next, 303);
    })
    .get('/desk/calendars/accounts/:id', (c) => showAccount(c, deps))
    .post('/desk/calendars/accounts/:id', async (c) => {
      const id = accountId(c);
      const wanted = wantedRoles(await readForm(c));
      const saved = id && (await saveAccount(deps, c.get('staff').ctx, id, wanted));
      if (!saved || (!saved.ok && saved.refusal.code === 'not-found')) return c.notFound();
      if (saved.ok) return c.redirect('/desk/calendars?done=saved', 303);
      const { refusal } = saved;
      return showAccount(
        c,
        deps,
        refusal.code === 'read-only'
          ? `Nothing can be written into “${refusal.calendar}”: choose another calendar to receive appointments.`
          : 'One of these calendars is not there any more. Look at the list again.',
      );
    })
    .post('/desk/calendars/accounts/:id/disconnect', async (c) => {
      const id = accountId(c);
      const gone = id && (await disconnect(deps, c.get('staff').ctx, id));
      return gone?.ok ? c.redirect('/desk/calendars?done=disconnected', 303) : c.notFound();
    });
}

function accountId(c: Place): ConnectionId | undefined {
  return readUuid(c.req.param('id')) as ConnectionId | undefined; // whether it is one of this practice, the database says
}

async function practitionerOf(c: Place, text: string | undefined) {
  const id = readId<PractitionerId>(text);
  return (await listPractitioners(c.get('staff').ctx)).find((one) => one.id === id);
}

async function showAll(c: Place, deps: Deps, refused?: RefusedTitle): Promise<Response> {
  const { staff, seat } = await seatOf(c);
  const [practitioners, accounts, away] = await Promise.all([
    listPractitioners(staff.ctx),
    listAccounts(staff.ctx),
    listAwayEvents(staff.ctx),
  ]);
  const shown = practitioners.map(({ id, name, zone, whenChangedOutside, openingTitle }) => ({
    ...{ id, name, zone, openingTitle, whenChanged: whenChangedOutside },
    accounts: accounts.filter(({ practitionerId }) => practitionerId === id),
    away: away.filter(({ practitionerId }) => practitionerId === id),
  }));
  const signIn = (['google', 'outlook'] as const).filter((kind) => deps.providers[kind]?.oauth);
  const page = (
    <CalendarsPage
      {...{ seat, signIn, publicUrl: deps.config.publicUrl, now: staff.ctx.now }}
      practitioners={shown}
      refusedTitle={refused}
      done={doneWords(c)}
    />
  );
  return c.html(page, refused ? 422 : 200);
}

type Asked = { readonly kind: 'caldav' | 'ics'; readonly practitionerId: PractitionerId; readonly form: Form };

async function connect(
  c: Place,
  deps: Deps,
  { kind, practitionerId, form }: Asked,
): Promise<{ readonly next: string } | { readonly errors: FieldErrors }> {
  const { ctx } = c.get('staff');
  const address = form['address'] ?? '';
  if (kind === 'caldav') {
    const made = await connectCaldav(deps, ctx, {
      ...{ practitionerId, address, user: form['user'] ?? '', password: form['password'] ?? '' },
      again: readUuid(form['account']) as ConnectionId | undefined, // whether it is one of this practice, the database says
    });
    if (made.ok) return { next: `/desk/calendars/accounts/${made.value.connectionId}?done=connected` };
    return { errors: errorsOf(made.refusal) };
  }
  const name = (form['name'] ?? '').trim() || 'Calendar';
  const made = await addFeedConnection(ctx, { practitionerId, address, name: name.slice(0, 100) });
  return made.ok ? { next: '/desk/calendars?done=connected' } : { errors: errorsOf(made.refusal) };
}

function errorsOf(refusal: { readonly code: string; readonly field?: string; readonly message?: string }): FieldErrors {
  return { [refusal.field ?? 'address']: refusal.message ?? 'This practitioner is not here any more.' };
}

async function showForm(
  c: Place,
  asked: {
    readonly kind: 'caldav' | 'ics';
    readonly practitioner: { readonly id: PractitionerId; readonly name: string };
    readonly form: Form;
    readonly errors: FieldErrors;
  },
): Promise<Response> {
  const { seat } = await seatOf(c);
  const { kind, practitioner, form, errors } = asked;
  const again = (await listAccounts(c.get('staff').ctx)).find(({ id }) => id === form['account']);
  const { address = '', user = '', name = '' } = form;
  const typed = { address, user, name, again };
  const page = <ConnectPage seat={seat} kind={kind} practitioner={practitioner} typed={typed} errors={errors} />;
  return c.html(page, Object.keys(errors).length > 0 ? 422 : 200);
}

async function showAccount(c: Place, deps: Deps, problem?: string): Promise<Response> {
  const { staff, seat } = await seatOf(c);
  const id = accountId(c);
  const read = id && (await readAccount(deps, staff.ctx, id));
  if (!read?.ok) return c.notFound();
  const { connection, calendars } = read.value;
  const practitioner = (await listPractitioners(staff.ctx)).find((one) => one.id === connection.practitionerId);
  const zone = practitioner?.zone ?? 'UTC';
  const asked = calendars[Number(c.req.query('preview') ?? Number.NaN)];
  const preview = asked && (await previewOf(c, deps, { id: connection.id, externalId: asked.externalId, zone }));
  const page = (
    <AccountCalendarsPage
      {...{ seat, zone, calendars, preview, id: connection.id, kind: connection.kind, account: connection.account }}
      problem={problem ?? read.value.problem}
      done={problem === undefined ? doneWords(c) : undefined}
    />
  );
  return c.html(page, problem === undefined ? 200 : 422);
}

async function previewOf(
  c: Place,
  deps: Deps,
  { id, externalId, zone }: { readonly id: ConnectionId; readonly externalId: string; readonly zone: string },
): Promise<ShownPreview> {
  const { now } = c.get('staff').ctx;
  const found = await previewCalendar(deps, c.get('staff').ctx, { connectionId: id, externalId, zone });
  return found.ok
    ? { externalId, busy: found.value.busy, window: found.value.window, problem: undefined }
    : { externalId, busy: [], window: interval(now, now), problem: found.refusal };
}

const MOST_CALENDARS = 200;

/** What the form says of each calendar that it named. */
function wantedRoles(form: Form): Parameters<typeof saveAccount>[3] {
  const ticked = (name: string, index: number): boolean => form[`${name}-${index}`] === 'on';
  return Array.from({ length: MOST_CALENDARS }, (_, index) => index).flatMap((index) => {
    const externalId = form[`calendar-${index}`];
    if (externalId === undefined) return [];
    const level = form[`privacy-${index}`];
    const privacy = level === 'initials' || level === 'name' ? level : 'busy';
    const [tentative, allDay, free, oof, elsewhere] = ['tentative', 'allDay', 'free', 'oof', 'elsewhere'].map((name) =>
      ticked(name, index),
    );
    const rules = { tentative: !!tentative, allDay: !!allDay, free: !!free, oof: !!oof, elsewhere: !!elsewhere };
    const [blocks, receives] = [ticked('blocks', index), ticked('receives', index)];
    return [{ externalId, blocks, receives, definesOpenings: ticked('opens', index), privacy, rules }];
  });
}
