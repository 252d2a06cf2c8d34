/** Set-up, step one: makes the practice, its practitioner and its owner, or corrects them. */
import { Hono } from 'hono';
import { changePractice } from '../actions/practice.ts';
import { changePractitioner } from '../actions/practitioners.ts';
import { replaceOwner } from '../actions/replace-owner.ts';
import { setUpPractice } from '../actions/setup.ts';
import { oneAtATime } from '../db/installation.ts';
import type { Deps } from '../deps.ts';
import type { Zone } from '../domain/types.ts';
import { EMPTY_PRACTICE, PracticeStep, type PracticeForm } from '../views/setup/practice.tsx';
import { checkForm, readForm } from './desk/form.ts';
import { practiceSchema } from './setup-forms.ts';
import { setupState, type SetupState } from './setup-state.ts';

export function setupPractice(deps: Deps): Hono {
  return new Hono()
    .get('/', async (c) => {
      const state = await setupState(deps);
      return c.html(<PracticeStep form={state ? saved(state) : EMPTY_PRACTICE} errors={{}} zones={zones()} />);
    })
    .post('/', async (c) => {
      const form = await readForm(c);
      const read = checkForm(practiceSchema, form);
      if (!read.ok)
        return c.html(<PracticeStep form={{ ...EMPTY_PRACTICE, ...form }} errors={read.errors} zones={zones()} />, 422);
      await oneAtATime(deps.db.sql, () => save(deps, read.value));
      return c.redirect(`/setup/${c.req.param('token')}/calendar`, 303);
    });
}

async function save(deps: Deps, form: PracticeForm): Promise<void> {
  const practice = { name: form.practiceName, phone: form.phone, email: form.email };
  const practitioner = { name: form.practitionerName, zone: form.zone, email: form.ownerEmail };
  const state = await setupState(deps);
  if (!state) {
    await setUpPractice(deps, { practice, practitioner, owner: { email: form.ownerEmail } });
    return;
  }
  await changePractice(state.ctx, practice);
  await changePractitioner(state.ctx, state.practitioner.id, practitioner);
  await replaceOwner(state.ctx, { email: form.ownerEmail, practitionerId: state.practitioner.id });
}

function saved({ practice, practitioner }: SetupState): PracticeForm {
  return {
    practiceName: practice.name,
    phone: practice.phone,
    email: practice.email,
    practitionerName: practitioner.name,
    zone: practitioner.zone,
    ownerEmail: practitioner.email,
  };
}

function zones(): readonly Zone[] {
  return Intl.supportedValuesOf('timeZone');
}
