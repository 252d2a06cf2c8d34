/** What each set-up page accepts, and how its fields are filled from what was typed or saved before. */
import { grouped } from '../domain/grouped.ts';
import { z } from 'zod';
import { readFeedAddress } from '../domain/feed-address.ts';
import { LIMITS } from '../domain/settings.ts';
import type { AppointmentType, Location, LocalDate, Opening } from '../domain/types.ts';
import { isZone } from '../domain/zone.ts';
import { WEEKDAYS, type DayHours, type TypeForm, type WeekdayKey } from '../views/setup/type.tsx';
import { address, checkForm, line, whole, type Form } from './desk/form.ts';

export const practiceSchema = z.object({
  practiceName: line(200, 'Patients need to know whose page it is.'),
  phone: line(60, 'Patients call here when they cannot go on alone.'),
  email: address('Patients write here when they cannot go on alone.'),
  practitionerName: line(200, 'Patients need to know whom they will see.'),
  zone: line(60, 'Choose the time zone in which the practitioner works.').refine(
    (zone) => zone === '' || isZone(zone),
    {
      error: 'This time zone is not known here. Choose one of the list.',
    },
  ),
  ownerEmail: address('You sign in to the desk with this address.'),
});

export const addressSchema = z.object({
  address: line(2_000, 'Paste the address of the calendar, or go on without one.').transform((text, context) => {
    const read = text === '' ? undefined : readFeedAddress(text);
    if (read?.ok) return read.value;
    if (read) context.addIssue({ code: 'custom', message: read.refusal });
    return z.NEVER;
  }),
});

const typeSchema = z.object({
  name: line(200, 'Give it a name, such as “First visit”.'),
  length: whole(LIMITS.length),
  padding: whole(LIMITS.padding),
  locationKind: z.enum(['address', 'video', 'phone'], 'Choose where it takes place.'),
  locationText: line(500),
});

/** Local times of one weekday, `HH:MM`. */
export type WeeklyHours = { readonly day: WeekdayKey; readonly from: string; readonly to: string };

export type CheckedType = Pick<AppointmentType, 'name' | 'length' | 'padding'> & {
  readonly location: Location;
  readonly hours: readonly WeeklyHours[];
};

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;

export function checkType(form: Form): ReturnType<typeof checkForm<z.ZodType<CheckedType>>> {
  const read = checkForm(typeSchema, form);
  const errors: Record<string, string | undefined> = read.ok ? {} : { ...read.errors };
  const hours = WEEKDAYS.filter(({ key }) => form[`open-${key}`] === 'on').map(({ key }) => ({
    day: key,
    ...timesOf(form, key),
  }));
  if (hours.length === 0) errors['hours'] = 'Choose at least one day, or nothing can be booked.';
  for (const { day, from, to } of hours) {
    if (!CLOCK.test(from) || !CLOCK.test(to)) errors[`hours-${day}`] = 'Give both times, such as 09:00 and 17:00.';
    else if (to <= from) errors[`hours-${day}`] = 'The end must come after the start.';
  }
  if (!read.ok || Object.keys(errors).length > 0) return { ok: false, errors };
  const { locationKind, locationText, ...type } = read.value;
  return { ok: true, value: { ...type, location: { kind: locationKind, text: locationText }, hours } };
}

function timesOf(form: Form, day: WeekdayKey) {
  return { from: form[`from-${day}`] ?? '', to: form[`to-${day}`] ?? '' };
}

/** The page again as it was typed. */
export function typedType(form: Form): TypeForm {
  const text = (name: string) => form[name] ?? '';
  return {
    name: text('name'),
    length: text('length'),
    padding: text('padding'),
    locationKind: text('locationKind'),
    locationText: text('locationText'),
    hours: hoursBy((day) => ({ open: form[`open-${day}`] === 'on', ...timesOf(form, day) })),
  };
}

/** The page as it was saved, or with what most practices begin with. */
export function savedType(type: AppointmentType | undefined, openings: readonly Opening[]): TypeForm {
  const weekend: readonly WeekdayKey[] = ['SA', 'SU'];
  return {
    name: type?.name ?? '',
    length: String(type?.length ?? 50),
    padding: String(type?.padding ?? 10),
    locationKind: type?.location?.kind ?? 'address',
    locationText: type?.location?.text ?? '',
    hours: hoursBy((day) => {
      const opening = openings.find(({ rule }) => daysOf(rule).includes(day));
      if (opening) return { open: true, from: opening.start.slice(11), to: opening.end.slice(11) };
      return { open: openings.length === 0 && !weekend.includes(day), from: '09:00', to: '17:00' };
    }),
  };
}

function hoursBy(of: (day: WeekdayKey) => DayHours): TypeForm['hours'] {
  // fromEntries forgets that every weekday is there.
  return Object.fromEntries(WEEKDAYS.map(({ key }) => [key, of(key)])) as Record<WeekdayKey, DayHours>;
}

/** The weekdays of a rule that {@link weeklyOpenings} made. */
function daysOf(rule: string | undefined): string[] {
  return /^FREQ=WEEKLY;BYDAY=([A-Z,]+)$/.exec(rule ?? '')?.[1]?.split(',') ?? [];
}

/** One weekly opening for all days of the same hours, each beginning on its first such day from `today` on. */
export function weeklyOpenings(
  hours: readonly WeeklyHours[],
  today: LocalDate,
): Pick<Opening, 'start' | 'end' | 'rule'>[] {
  const groups = grouped(hours, ({ from, to }) => `${from} ${to}`);
  return [...groups.values()].map((group) => {
    const { from, to } = group[0]!; // groupBy makes no empty group
    const days = group.map(({ day }) => day);
    const first = firstOf(days, today);
    return { start: `${first}T${from}`, end: `${first}T${to}`, rule: `FREQ=WEEKLY;BYDAY=${days.join(',')}` };
  });
}

function firstOf(days: readonly WeekdayKey[], today: LocalDate): LocalDate {
  const DAY = 86_400_000;
  for (let ahead = 0; ; ahead++) {
    const at = new Date(Date.parse(`${today}T00:00Z`) + ahead * DAY);
    const weekday = WEEKDAYS[(at.getUTCDay() + 6) % 7]!.key; // seven of them
    if (days.includes(weekday)) return at.toISOString().slice(0, 10);
  }
}
