/** The settings form: what it accepts, and its fields from what is saved or was typed. */
import { z } from 'zod';
import type { PracticeChange, SettingsChange } from '../../actions/practice.ts';
import type { Practice } from '../../db/practices.ts';
import type { PractitionerRecord } from '../../db/practitioners.ts';
import { LIMITS } from '../../domain/settings.ts';
import type { PractitionerId } from '../../domain/types.ts';
import type { BookingSettings } from '../../views/desk/online-booking-page.tsx';
import type { FieldErrors } from '../../views/fields.tsx';
import { checkForm, lines, maybeAddress, ticked, whole, wholeOrNone, type Form } from './form.ts';

const UNITS = { minutes: LIMITS.cutoffMinutes, hours: LIMITS.cutoffHours, days: LIMITS.cutoffDays } as const;

const wordsSchema = z.object({
  patientWord: z.enum(['patient', 'client']),
  policyText: lines(10_000),
  reminder: wholeOrNone(LIMITS.reminder),
});

const practitionerSchema = z.object({ email: maybeAddress(), dailyLimit: wholeOrNone(LIMITS.dailyLimit) });

const whileOnSchema = z
  .object({
    allowOnlineChanges: ticked(),
    askNote: ticked(),
    firstAvailable: ticked(),
    cutoffAmount: whole({ min: 0, max: LIMITS.cutoffMinutes.max }),
    cutoffUnit: z.enum(['minutes', 'hours', 'days'], 'Choose minutes, hours or days.'),
    horizonDays: whole(LIMITS.horizonDays),
    staleBooking: z.enum(['refuse', 'verify'], 'Choose one of these.').optional(),
    holdLength: whole(LIMITS.holdLength).optional(),
    closingLimit: whole(LIMITS.closingLimit).optional(),
    liveRead: whole(LIMITS.liveRead).optional(),
    feedInterval: whole(LIMITS.feedInterval).optional(),
    pageNotice: lines(2_000),
  })
  .superRefine(({ cutoffAmount, cutoffUnit }, context) => {
    const { max } = UNITS[cutoffUnit];
    if (cutoffAmount <= max) return;
    context.addIssue({ code: 'custom', path: ['cutoffAmount'], message: `This must be at most ${max} ${cutoffUnit}.` });
  })
  .transform(({ cutoffAmount, cutoffUnit, ...rest }): SettingsChange => ({
    ...rest,
    cutoff: { amount: cutoffAmount, unit: cutoffUnit },
  }));

export type CheckedSettings = {
  readonly allowOnlineBooking: boolean;
  /** Undefined when the form did not show these: they keep their values. */
  readonly whileOn: SettingsChange | undefined;
  readonly words: PracticeChange;
  readonly notify: readonly NotifyChange[];
};

type NotifyChange = {
  readonly id: PractitionerId;
  readonly notifyBooked: boolean;
  readonly email: string;
  readonly dailyLimit?: number | null | undefined;
};

type Read =
  | { readonly ok: true; readonly value: CheckedSettings }
  | { readonly ok: false; readonly errors: FieldErrors };

export function checkSettings(form: Form, practitioners: readonly PractitionerRecord[]): Read {
  const words = checkForm(wordsSchema, form);
  const allowOnlineBooking = form['allowOnlineBooking'] === 'on';
  // While the switch is off the rest is not looked at either: it may have been hidden half-typed.
  const shows = form['while-on'] === 'on' && allowOnlineBooking;
  const whileOn = shows ? checkForm(whileOnSchema, form) : undefined;
  const practitionerFields = practitioners.map(({ id }) => ({
    id,
    read: checkForm(practitionerSchema, { email: form[`email-${id}`], dailyLimit: form[`limit-${id}`] }),
  }));
  const wrong = shows
    ? practitionerFields.flatMap(({ id, read }) =>
        read.ok
          ? []
          : Object.entries({
              [`email-${id}`]: read.errors['email'],
              [`limit-${id}`]: read.errors['dailyLimit'],
            }).filter(([, why]) => why !== undefined),
      )
    : [];
  const errors = {
    ...(words.ok ? {} : words.errors),
    ...(whileOn === undefined || whileOn.ok ? {} : whileOn.errors),
    ...Object.fromEntries(wrong),
  };
  if (!words.ok || (whileOn && !whileOn.ok) || wrong.length > 0) return { ok: false, errors };
  return {
    ok: true,
    value: {
      allowOnlineBooking,
      whileOn: whileOn?.value,
      words: words.value,
      notify: practitionerFields.flatMap(({ id, read }) =>
        read.ok ? [{ id, notifyBooked: form[`notify-${id}`] === 'on', ...read.value }] : [],
      ),
    },
  };
}

export function savedSettings(practice: Practice, practitioners: readonly PractitionerRecord[]): BookingSettings {
  const { settings } = practice;
  return {
    allowOnlineBooking: settings.allowOnlineBooking,
    allowOnlineChanges: settings.allowOnlineChanges,
    cutoffAmount: String(settings.cutoff.amount),
    cutoffUnit: settings.cutoff.unit,
    horizonDays: String(settings.horizonDays),
    patientWord: practice.patientWord,
    policyText: practice.policyText,
    pageNotice: practice.pageNotice,
    askNote: practice.askNote,
    firstAvailable: practice.firstAvailable,
    staleBooking: settings.staleBooking,
    holdLength: text(settings.holdLength),
    closingLimit: text(settings.closingLimit),
    liveRead: text(practice.liveRead),
    feedInterval: text(practice.feedInterval),
    reminder: text(practice.reminder),
    notify: practitioners.map(({ id, name, notifyBooked, email, dailyLimit }) => ({
      ...{ id, name, email },
      on: notifyBooked,
      dailyLimit: text(dailyLimit),
    })),
  };
}

function text(number: number | undefined): string {
  return number === undefined ? '' : String(number);
}

/** The page again as it was typed; what the form did not show is as saved. */
export function typedSettings(form: Form, saved: BookingSettings): BookingSettings {
  const box = (name: string) => form[name] === 'on';
  const texts = {
    patientWord: form['patientWord'] ?? saved.patientWord,
    policyText: form['policyText'] ?? saved.policyText,
    reminder: form['reminder'] ?? saved.reminder,
  };
  if (form['while-on'] !== 'on') return { ...saved, ...texts, allowOnlineBooking: box('allowOnlineBooking') };
  const had = (name: 'staleBooking' | 'holdLength' | 'closingLimit' | 'liveRead' | 'feedInterval') =>
    form[name] ?? saved[name];
  return {
    ...texts,
    allowOnlineBooking: box('allowOnlineBooking'),
    allowOnlineChanges: box('allowOnlineChanges'),
    askNote: box('askNote'),
    firstAvailable: box('firstAvailable'),
    cutoffAmount: form['cutoffAmount'] ?? '',
    cutoffUnit: form['cutoffUnit'] ?? '',
    horizonDays: form['horizonDays'] ?? '',
    pageNotice: form['pageNotice'] ?? '',
    staleBooking: had('staleBooking'),
    holdLength: had('holdLength'),
    closingLimit: had('closingLimit'),
    liveRead: had('liveRead'),
    feedInterval: had('feedInterval'),
    notify: saved.notify.map((one) => ({
      ...one,
      on: box(`notify-${one.id}`),
      email: form[`email-${one.id}`] ?? '',
      dailyLimit: form[`limit-${one.id}`] ?? one.dailyLimit,
    })),
  };
}
