/** Forms of reserved time: what they accept, and their fields from what is saved or was typed. */
import { z } from 'zod';
import type { Scope } from '../../domain/opening-change.ts';
import { MOST_WEEKS, repetitionOf, ruleOf, WEEKDAY_KEYS, weekdayOf } from '../../domain/repetition.ts';
import type { LocalDate, LocalDateTime, Opening, Outcome, TypeId } from '../../domain/types.ts';
import { readWall } from '../../domain/wall.ts';
import { addDays } from '../../domain/zone.ts';
import type { FieldErrors } from '../../views/fields.tsx';
import type { RepeatForm, TimesForm, TypesForm } from '../../views/desk/reserve-fields.tsx';
import { checkForm, line, type Form } from './form.ts';
import { readId } from './seat.ts';

type Times = { readonly start: LocalDateTime; readonly end: LocalDateTime };
type Read<Value> = Outcome<Value, FieldErrors>;

const day = (needed: string) =>
  z
    .string()
    .default('')
    .refine((text) => /^20\d\d-\d\d-\d\d$/.test(text) && readWall(text) !== undefined, needed);
const time = z
  .string()
  .default('')
  .refine((text) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text), 'Give a time such as 09:00.');

const timesSchema = z
  .object({
    day: day('Give a day.'),
    from: time,
    to: time,
    toDay: z.union([z.literal('').transform(() => undefined), day('Give a day.')]).optional(),
  })
  .transform(({ day: date, from, to, toDay }): Times => {
    // Midnight as an end is that of the day after.
    const last = toDay ?? (to === '00:00' ? addDays(date, 1) : date);
    return { start: `${date}T${from}`, end: `${last}T${to}` };
  })
  .superRefine(({ start, end }, context) => {
    if (end <= start) context.addIssue({ code: 'custom', path: ['to'], message: 'The end must come after the start.' });
  });

const weeks = Array.from({ length: MOST_WEEKS }, (_, index) => String(index + 1));
const repeatSchema = z.object({
  repeat: z.enum(['once', 'rule', ...weeks], 'Choose how often.').default('once'),
  ends: z.enum(['never', 'until']).default('never').catch('never'),
  until: z.string().default(''),
  rule: line(500),
});

/** When it is. */
export function checkTimes(form: Form): Read<Times> {
  return outcomeOf(checkForm(timesSchema, form));
}

/** The rule of the form; undefined: once. */
export function checkRepeat(form: Form): Read<string | undefined> {
  const read = checkForm(repeatSchema, form);
  if (!read.ok) return { ok: false, refusal: read.errors };
  const { repeat, ends, until, rule } = read.value;
  if (repeat === 'once') return { ok: true, value: undefined };
  if (repeat === 'rule') {
    return rule === ''
      ? { ok: false, refusal: { rule: 'Type a rule, or choose how often.' } }
      : { ok: true, value: rule };
  }
  const last = ends === 'until' ? checkForm(z.object({ until: day('Give the last day.') }), { until }) : undefined;
  if (last?.ok === false) return { ok: false, refusal: last.errors };
  const start = form['day'] ?? '';
  if (readWall(start) === undefined) return { ok: false, refusal: { day: 'Give a day.' } };
  if (last && last.value.until < start)
    return { ok: false, refusal: { until: 'The last day must not come before the first.' } };
  const ticked = WEEKDAY_KEYS.filter((key) => form[`on-${key}`] === 'on');
  const days = ticked.length > 0 ? ticked : WEEKDAY_KEYS.slice(weekdayOf(start), weekdayOf(start) + 1);
  return { ok: true, value: ruleOf({ kind: 'weekly', every: Number(repeat), days, until: last?.value.until }) };
}

/** For which types; `known` are those of the practice. */
export function checkTypes(form: Form, known: readonly TypeId[]): Read<Opening['types']> {
  if (form['forTypes'] !== 'chosen') return { ok: true, value: 'all' };
  const types = known.filter((id) => form[`type-${id}`] === 'on');
  return types.length > 0 ? { ok: true, value: types } : { ok: false, refusal: { types: 'Choose at least one type.' } };
}

export function readScope(form: Form): Scope {
  const scope = form['scope'];
  return scope === 'following' || scope === 'all' ? scope : 'one';
}

/** As the local start of an occurrence stands in our own links and forms. */
export function readOccurrence(text: string | undefined): LocalDateTime | undefined {
  return text !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) && readWall(text) !== undefined
    ? text
    : undefined;
}

export function readTypeId(text: string | undefined): TypeId | undefined {
  return readId<TypeId>(text);
}

/** A new opening before anything was typed: weekly on the day that is looked at. */
export function emptyReserve(date: LocalDate): TimesForm & RepeatForm & TypesForm {
  const times = { day: date, from: '09:00', to: '12:00', toDay: '' };
  return { ...times, repeat: '1', days: [], ends: 'never', until: '', rule: '', forTypes: 'all', types: [] };
}

/** What an occurrence has now. */
export function savedOpening(opening: Opening, { start, end }: Times): TimesForm & RepeatForm & TypesForm {
  const repetition = repetitionOf(opening);
  const weekly = repetition.kind === 'weekly' ? repetition : undefined;
  return {
    day: start.slice(0, 10),
    from: start.slice(11),
    to: end.slice(11),
    toDay: endsAnotherDay(start, end) ? end.slice(0, 10) : '',
    repeat: weekly ? String(weekly.every) : repetition.kind,
    days: weekly?.days ?? [],
    ends: weekly?.until === undefined ? 'never' : 'until',
    until: weekly?.until ?? '',
    rule: repetition.kind === 'rule' ? repetition.rule : '',
    forTypes: opening.types === 'all' ? 'all' : 'chosen',
    types: opening.types === 'all' ? [] : opening.types,
  };
}

/** Midnight after the same day is not another day. */
function endsAnotherDay(start: LocalDateTime, end: LocalDateTime): boolean {
  const [first, last] = [start.slice(0, 10), end.slice(0, 10)];
  return last !== first && !(last === addDays(first, 1) && end.endsWith('T00:00'));
}

/** The form again as it was typed; what it did not have is as `saved`. */
export function typedReserve<Saved extends TimesForm & RepeatForm & TypesForm>(form: Form, saved: Saved): Saved {
  const had = (name: string) => form[name] !== undefined;
  const text = (name: 'day' | 'from' | 'to' | 'toDay' | 'repeat' | 'ends' | 'until' | 'rule' | 'forTypes') =>
    form[name] ?? saved[name];
  return {
    ...saved,
    day: text('day'),
    from: text('from'),
    to: text('to'),
    toDay: text('toDay'),
    repeat: text('repeat'),
    days: had('repeat') ? WEEKDAY_KEYS.filter((key) => form[`on-${key}`] === 'on') : saved.days,
    ends: text('ends'),
    until: text('until'),
    rule: text('rule'),
    forTypes: text('forTypes'),
    types: had('forTypes')
      ? Object.keys(form).flatMap((name) => (name.startsWith('type-') ? [name.slice('type-'.length)] : []))
      : saved.types,
  };
}

/** The field of a form that a refusal is about. */
export function fieldOf(field: string): string {
  if (field === 'start' || field === 'occurrence') return 'day';
  return field === 'end' ? 'to' : field;
}

function outcomeOf<Value>(
  read: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly errors: FieldErrors },
): Read<Value> {
  return read.ok ? read : { ok: false, refusal: read.errors };
}
