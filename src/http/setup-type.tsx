/** Set-up, step three: the first appointment type and the weekly hours, made or replaced. */
import { Hono } from 'hono';
import { removeOpening, saveOpening } from '../actions/openings.ts';
import { saveType } from '../actions/types.ts';
import type { Deps } from '../deps.ts';
import { localDate } from '../domain/zone.ts';
import type { FieldErrors } from '../views/fields.tsx';
import { TypeStep } from '../views/setup/type.tsx';
import { readForm } from './desk/form.ts';
import { checkType, savedType, typedType, weeklyOpenings, type CheckedType } from './setup-forms.ts';
import { setupState, type SetupState } from './setup-state.ts';

export function setupType(deps: Deps): Hono {
  return new Hono()
    .get('/', async (c) => {
      const state = await setupState(deps);
      if (!state) return c.redirect(`/setup/${c.req.param('token')}`, 303);
      return c.html(<TypeStep form={savedType(state.types[0], state.openings)} errors={{}} {...frame(state)} />);
    })
    .post('/', async (c) => {
      const state = await setupState(deps);
      if (!state) return c.redirect(`/setup/${c.req.param('token')}`, 303);
      const form = await readForm(c);
      const read = checkType(form);
      const errors = read.ok ? await save(state, read.value) : read.errors;
      if (errors) return c.html(<TypeStep form={typedType(form)} errors={errors} {...frame(state)} />, 422);
      return c.redirect(`/setup/${c.req.param('token')}/mail`, 303);
    });
}

function frame({ practitioner, practice }: SetupState) {
  return { zone: practitioner.zone, patientWord: practice.patientWord };
}

/** Undefined when all is saved. */
async function save(
  { ctx, practitioner, types, openings }: SetupState,
  checked: CheckedType,
): Promise<FieldErrors | undefined> {
  const { hours, ...given } = checked;
  const [first] = types;
  const type = await saveType(ctx, {
    state: 'listed',
    audience: 'everyone',
    startRule: { kind: 'packed' },
    note: '',
    offeredBy: 'all',
    ...first,
    ...given,
  });
  if (!type.ok) return { name: 'This could not be saved. Please try again.' };
  for (const { id } of openings) await removeOpening(ctx, id);
  for (const opening of weeklyOpenings(hours, localDate(ctx.now, practitioner.zone))) {
    const saved = await saveOpening(ctx, { ...opening, practitionerId: practitioner.id, types: 'all' });
    if (!saved.ok) return { hours: saved.refusal.code === 'invalid' ? saved.refusal.message : 'Please try again.' };
  }
  return undefined;
}
