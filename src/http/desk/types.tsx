/** Appointment types at the desk: listed, put in order, hidden, archived, added and changed; a preview saves nothing. */
import { Hono, type Context } from 'hono';
import { listPractitioners } from '../../actions/practitioners.ts';
import { listTypes, readType, reorderTypes, saveType } from '../../actions/types.ts';
import type { PractitionerRecord } from '../../db/practitioners.ts';
import type { Deps } from '../../deps.ts';
import { nextColour } from '../../domain/colours.ts';
import { sampleStarts } from '../../domain/sample-starts.ts';
import type { AppointmentType, TypeId } from '../../domain/types.ts';
import { TypeFormPage } from '../../views/desk/types-form-page.tsx';
import type { TypeForm } from '../../views/desk/types-fields.tsx';
import { TypesPage } from '../../views/desk/types-page.tsx';
import type { TypePreviewProps } from '../../views/desk/types-preview.tsx';
import type { FieldErrors } from '../../views/fields.tsx';
import type { DeskEnv } from '../session.ts';
import { readForm, type Form } from './form.ts';
import { doneWords, readId, seatOf } from './seat.ts';
import { checkType, emptyType, readTiming, savedType, typedType } from './types-form.ts';

const SAVED = '/desk/types?done=saved';

export function typeRoutes(deps: Deps): Hono<DeskEnv> {
  return new Hono<DeskEnv>()
    .get('/desk/types', async (c) => {
      const { staff, seat, practice } = await seatOf(c);
      const [types, practitioners] = await Promise.all([listTypes(staff.ctx), listPractitioners(staff.ctx)]);
      const listed = types.map((type) => ({ type, practitioners: namesOf(type.offeredBy, practitioners) }));
      const page = (
        <TypesPage
          seat={seat}
          current={listed.filter(({ type }) => type.state !== 'archived')}
          archived={listed.filter(({ type }) => type.state === 'archived')}
          bookingUrl={`${deps.config.publicUrl}/book/${practice.slug}`}
          open={practice.settings.allowOnlineBooking}
          done={doneWords(c)}
        />
      );
      return c.html(page);
    })
    .get('/desk/types/new', async (c) => show(c, undefined))
    .post('/desk/types/new', async (c) => save(c, undefined))
    .get('/desk/types/:id', async (c) => {
      const type = await typeOf(c);
      return type ? show(c, type) : c.notFound();
    })
    .post('/desk/types/:id', async (c) => {
      const type = await typeOf(c);
      return type ? save(c, type) : c.notFound();
    })
    .post('/desk/types/:id/move', async (c) => {
      const type = await typeOf(c);
      if (!type) return c.notFound();
      const { ctx } = c.get('staff');
      const up = (await readForm(c))['to'] === 'up';
      // Archived ones stand in another list: whom it changes places with is its neighbour in this one.
      const all = await listTypes(ctx);
      const order = all.filter(({ state }) => state !== 'archived').map(({ id }) => id);
      const from = order.indexOf(type.id);
      const to = up ? from - 1 : from + 1;
      if (from >= 0 && to >= 0 && to < order.length) {
        const others = order.filter((id) => id !== type.id);
        await reorderTypes(ctx, others.toSpliced(to, 0, type.id));
      }
      return c.redirect(SAVED, 303);
    })
    .post('/desk/types/:id/state', async (c) => {
      const type = await typeOf(c);
      const { state } = await readForm(c);
      if (!type || (state !== 'listed' && state !== 'hidden' && state !== 'archived')) return c.notFound();
      const saved = await saveType(c.get('staff').ctx, { ...type, state });
      return saved.ok ? c.redirect(SAVED, 303) : c.notFound();
    });
}

async function typeOf(c: Context<DeskEnv>): Promise<AppointmentType | undefined> {
  const id = readId<TypeId>(c.req.param('id'));
  const found = id && (await readType(c.get('staff').ctx, id));
  return found?.ok ? found.value : undefined;
}

async function save(c: Context<DeskEnv>, type: AppointmentType | undefined): Promise<Response> {
  const { ctx } = c.get('staff');
  const form = await readForm(c);
  if (form['preview'] === 'yes') return show(c, type, { form, errors: {} });
  const practitioners = await listPractitioners(ctx);
  const read = checkType(
    form,
    practitioners.map(({ id }) => id),
  );
  if (!read.ok) return show(c, type, { form, errors: read.refusal });
  const saved = await saveType(ctx, { ...read.value, ...(type && { id: type.id }) });
  if (saved.ok) return c.redirect(SAVED, 303);
  if (saved.refusal.code === 'not-found') return c.notFound();
  return show(c, type, { form, errors: { [saved.refusal.field]: saved.refusal.message } });
}

type Typed = { readonly form: Form; readonly errors: FieldErrors };

async function show(c: Context<DeskEnv>, type: AppointmentType | undefined, typed?: Typed): Promise<Response> {
  const { staff, seat } = await seatOf(c);
  const [practitioners, types] = await Promise.all([listPractitioners(staff.ctx), listTypes(staff.ctx)]);
  const saved = type ? savedType(type) : emptyType(nextColour(types.map(({ colour }) => colour)));
  const form = typed ? typedType(typed.form, saved) : saved;
  const errors = typed?.errors ?? {};
  const page = (
    <TypeFormPage
      seat={seat}
      typeId={type?.id}
      title={type?.name ?? 'A new appointment type'}
      form={form}
      practitioners={practitioners}
      preview={previewOf(form, seat.patientWord, practitioners)}
      errors={errors}
      done={typed ? undefined : doneWords(c)}
    />
  );
  return c.html(page, Object.keys(errors).length > 0 ? 422 : 200);
}

/** From what was typed, as far as it can be read. */
function previewOf(
  form: TypeForm,
  patientWord: string,
  practitioners: readonly PractitionerRecord[],
): TypePreviewProps {
  const { name, note, state, audience, locationKind: kind, locationText: text } = form;
  const timing = readTiming(form);
  return {
    ...{ patientWord, name, note, state, audience },
    length: timing?.length,
    location: kind === 'address' || kind === 'phone' || kind === 'video' ? { kind, text } : undefined,
    practitioners: namesOf(form.offeredBy === 'all' ? 'all' : form.practitioners, practitioners),
    sample: timing && sampleOf(timing),
  };
}

function sampleOf(type: Pick<AppointmentType, 'length' | 'padding' | 'startRule'>): TypePreviewProps['sample'] {
  // Where half a day is too short, a whole one is looked at.
  const to = type.length + type.padding > 90 ? '17:00' : '12:00';
  return { from: '09:00', to, starts: sampleStarts(type, { from: '09:00', to }) };
}

/** As the booking page has them: none where the practice has but one. */
export function namesOf(offeredBy: 'all' | readonly string[], practitioners: readonly PractitionerRecord[]): string[] {
  const active = practitioners.filter((each) => each.active);
  if (active.length < 2) return [];
  return active.filter(({ id }) => offeredBy === 'all' || offeredBy.includes(id)).map(({ name }) => name);
}
