/** The form of an appointment type: what it accepts, and its fields from what is saved or was typed. */
import { z } from 'zod';
import { COLOURS } from '../../domain/colours.ts';
import type { TypeInput } from '../../actions/types.ts';
import { LIMITS } from '../../domain/settings.ts';
import type { AppointmentType, Outcome, PractitionerId } from '../../domain/types.ts';
import type { TypeForm } from '../../views/desk/types-fields.tsx';
import type { FieldErrors } from '../../views/fields.tsx';
import { checkForm, line, lines, whole, type Form } from './form.ts';

const timing = z.object({
  length: whole(LIMITS.length),
  padding: whole(LIMITS.padding),
  starts: z.enum(['packed', 'every'], 'Choose one of these.'),
});
const fixedTimes = z.object({ every: whole(LIMITS.startEvery) });

const typeSchema = z.object({
  name: line(200, 'Give it a name, such as “First visit”.'),
  colour: z.enum(COLOURS, 'Choose a colour.'),
  state: z.enum(['listed', 'hidden', 'archived'], 'Choose one of these.'),
  audience: z.enum(['everyone', 'existing'], 'Choose one of these.'),
  locationKind: z.enum(['none', 'address', 'phone', 'video'], 'Choose where it takes place.'),
  locationText: lines(1_000),
  note: lines(2_000),
});

type Timing = Pick<AppointmentType, 'length' | 'padding' | 'startRule'>;

/** How long it is and when it starts, where that can be read; the rest may still be half-typed. */
export function readTiming({ length, padding, starts, every }: TypeForm): Timing | undefined {
  const read = checkTiming({ length, padding, starts, every });
  return read.ok ? read.value : undefined;
}

function checkTiming(form: Form): Outcome<Timing, FieldErrors> {
  const read = checkForm(timing, form);
  const fixed = form['starts'] === 'every' ? checkForm(fixedTimes, form) : undefined;
  if (!read.ok || fixed?.ok === false)
    return { ok: false, refusal: { ...(read.ok ? {} : read.errors), ...(fixed?.ok === false && fixed.errors) } };
  const { length, padding } = read.value;
  const startRule = fixed ? ({ kind: 'every', minutes: fixed.value.every } as const) : ({ kind: 'packed' } as const);
  return { ok: true, value: { length, padding, startRule } };
}

/** `known` are the practitioners of the practice. */
export function checkType(form: Form, known: readonly PractitionerId[]): Outcome<Omit<TypeInput, 'id'>, FieldErrors> {
  const read = checkForm(typeSchema, form);
  const times = checkTiming(form);
  const practitioners = known.filter((id) => form[`by-${id}`] === 'on');
  const chosen = form['offeredBy'] === 'chosen';
  const errors: FieldErrors = {
    ...(read.ok ? {} : read.errors),
    ...(times.ok ? {} : times.refusal),
    ...(chosen && practitioners.length === 0 && { offeredBy: 'Choose at least one, or all.' }),
  };
  if (!read.ok || !times.ok || Object.keys(errors).length > 0) return { ok: false, refusal: errors };
  const { locationKind, locationText, ...same } = read.value;
  return {
    ok: true,
    value: {
      ...same,
      ...times.value,
      location: locationKind === 'none' ? undefined : { kind: locationKind, text: locationText },
      offeredBy: chosen ? practitioners : 'all',
    },
  };
}

export function savedType(type: AppointmentType): TypeForm {
  const { name, length, padding, colour, state, audience, startRule, location, note, offeredBy } = type;
  return {
    ...{ name, colour, state, audience, note },
    length: String(length),
    padding: String(padding),
    starts: startRule.kind,
    every: startRule.kind === 'every' ? String(startRule.minutes) : '30',
    locationKind: location?.kind ?? 'none',
    locationText: location?.text ?? '',
    offeredBy: offeredBy === 'all' ? 'all' : 'chosen',
    practitioners: offeredBy === 'all' ? [] : offeredBy,
  };
}

/** A new one before anything was typed. */
export function emptyType(colour: AppointmentType['colour']): TypeForm {
  return {
    ...{ name: '', length: '50', padding: '10', colour, state: 'listed', audience: 'everyone', starts: 'packed' },
    ...{ every: '30', locationKind: 'address', locationText: '', note: '', offeredBy: 'all', practitioners: [] },
  };
}

/** The form again as it was typed; what it did not have is as `saved`. */
export function typedType(form: Form, saved: TypeForm): TypeForm {
  const text = (name: Exclude<keyof TypeForm, 'practitioners'>) => form[name] ?? saved[name];
  return {
    name: text('name'),
    length: text('length'),
    padding: text('padding'),
    colour: text('colour'),
    state: text('state'),
    audience: text('audience'),
    starts: text('starts'),
    every: text('every'),
    locationKind: text('locationKind'),
    locationText: text('locationText'),
    note: text('note'),
    offeredBy: text('offeredBy'),
    practitioners: Object.keys(form).flatMap((name) => (name.startsWith('by-') ? [name.slice('by-'.length)] : [])),
  };
}
