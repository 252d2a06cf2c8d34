/** What staff can book and with whom, as an address or a form names it, and who it is for as typed. */
import type { Context } from 'hono';
import { listPractitioners } from '../../actions/practitioners.ts';
import { listTypes } from '../../actions/types.ts';
import type { PractitionerRecord } from '../../db/practitioners.ts';
import type { AppointmentType, PractitionerId, TypeId } from '../../domain/types.ts';
import type { PersonForm } from '../../views/desk/book-page.tsx';
import type { DeskEnv } from '../session.ts';
import type { Form } from './form.ts';
import { readId } from './seat.ts';

export type Offer = {
  readonly types: readonly AppointmentType[];
  readonly practitioners: readonly PractitionerRecord[];
  readonly type: AppointmentType | undefined;
  readonly practitioner: PractitionerRecord | undefined;
};

/** What the address names; without one the first of each. Archived types are not booked any more. */
export async function offerOf(
  c: Context<DeskEnv>,
  asked: { readonly type?: string | undefined; readonly practitioner?: string | undefined },
): Promise<Offer> {
  const { ctx } = c.get('staff');
  const [allTypes, allPractitioners] = await Promise.all([listTypes(ctx), listPractitioners(ctx)]);
  const types = allTypes.filter(({ state }) => state !== 'archived');
  const practitioners = allPractitioners.filter(({ active }) => active);
  const pick = <Row extends { readonly id: string }>(rows: readonly Row[], id: string | undefined) =>
    id === undefined ? rows[0] : rows.find((row) => row.id === id);
  return {
    types,
    practitioners,
    type: pick(types, readId<TypeId>(asked.type) ?? asked.type),
    practitioner: pick(practitioners, readId<PractitionerId>(asked.practitioner) ?? asked.practitioner),
  };
}

export function typedPerson(form: Form): PersonForm {
  const text = (name: string) => form[name] ?? '';
  return {
    name: text('name'),
    email: text('email'),
    phone: text('phone'),
    note: text('note'),
    tell: form['tell'] === 'on',
    repeat: text('repeat'),
    count: text('count'),
  };
}
