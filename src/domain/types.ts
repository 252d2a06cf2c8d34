/** The words of the domain as types. Nothing here computes; every other file of the domain speaks in these. */

import type { Colour } from './colours.ts';

declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Epoch milliseconds, UTC. */
export type Instant = Branded<number, 'Instant'>;
/** A whole number of minutes, elapsed time. */
export type Minutes = number;
/** An IANA time zone id such as `Europe/Paris`, known to the platform (checked at the edge). */
export type Zone = string;
/** A calendar day without a zone, `YYYY-MM-DD`. */
export type LocalDate = string;
/** A wall-clock time without a zone, `YYYY-MM-DDTHH:MM`. */
export type LocalDateTime = string;

export type PracticeId = Branded<string, 'PracticeId'>;
export type PractitionerId = Branded<string, 'PractitionerId'>;
export type TypeId = Branded<string, 'TypeId'>;
export type OpeningId = Branded<string, 'OpeningId'>;
export type ConnectionId = Branded<string, 'ConnectionId'>;
export type CalendarId = Branded<string, 'CalendarId'>;
export type PatientId = Branded<string, 'PatientId'>;
export type AppointmentId = Branded<string, 'AppointmentId'>;
export type ClosureId = Branded<string, 'ClosureId'>;
export type FeedId = Branded<string, 'FeedId'>;
export type HoldId = Branded<string, 'HoldId'>;
export type UserId = Branded<string, 'UserId'>;

/** Half-open stretch of time `[start, end)`; `start < end` in everything that is stored. */
export type Interval = { readonly start: Instant; readonly end: Instant };

export type Plan = 'premium' | 'basic';

/** Minutes and hours are elapsed time, days are calendar days in the practitioner's zone (product.md, "Cut-off"). */
export type Cutoff = { readonly amount: number; readonly unit: 'minutes' | 'hours' | 'days' };

/** The practice's online-booking settings that decide about slots and bookings. */
export type Settings = {
  readonly allowOnlineBooking: boolean;
  /** Patients may move and cancel their own future appointments. */
  readonly allowOnlineChanges: boolean;
  readonly cutoff: Cutoff;
  /** How far out: whole days in the practitioner's zone; 30 on January 1 makes January 31 the last bookable date. */
  readonly horizonDays: number;
  /** How long a slot is kept for a patient who fills in the form. */
  readonly holdLength: Minutes;
  /** A blocking calendar whose last good reading is older publishes no slots. */
  readonly closingLimit: Minutes;
  /** What confirming does when a blocking calendar is stale and cannot be read at once. */
  readonly staleBooking: 'refuse' | 'verify';
};

export type StartRule = { readonly kind: 'packed' } | { readonly kind: 'every'; readonly minutes: Minutes };

export type Location =
  | { readonly kind: 'address'; readonly text: string }
  | { readonly kind: 'phone'; readonly text: string }
  | { readonly kind: 'video'; readonly text: string };

/** `hidden`: kept, but not offered to patients. `archived`: kept for its appointments only. */
export type TypeState = 'listed' | 'hidden' | 'archived';

export type AppointmentType = {
  readonly id: TypeId;
  readonly name: string;
  readonly length: Minutes;
  /** Time after the appointment that stays blocked. Never shown to patients. */
  readonly padding: Minutes;
  readonly state: TypeState;
  /** `existing`: offered only through a personal link. */
  readonly audience: 'everyone' | 'existing';
  readonly startRule: StartRule;
  readonly location: Location | undefined;
  /** Text for the patient, plain with line breaks. */
  readonly note: string;
  /** At the desk only. */
  readonly colour: Colour;
  /** Practitioners who offer it; `all` includes those who join later. */
  readonly offeredBy: 'all' | readonly PractitionerId[];
};

export type Practitioner = {
  readonly id: PractitionerId;
  readonly name: string;
  readonly zone: Zone;
  readonly active: boolean;
  /** Most appointments a local day, or undefined for no limit. */
  readonly dailyLimit: number | undefined;
};

/** One occurrence of an opening that differs from its rule; `occurrence` is the local start the rule gives. */
export type OpeningException =
  | { readonly kind: 'removed'; readonly occurrence: LocalDateTime }
  | {
      readonly kind: 'changed';
      readonly occurrence: LocalDateTime;
      readonly start: LocalDateTime;
      readonly end: LocalDateTime;
    };

/** A stretch of a practitioner's time reserved for online booking, in local times of the practitioner's zone. */
export type Opening = {
  readonly id: OpeningId;
  /** First occurrence. `end` may lie on a later day; each occurrence ends at the same local time distance. */
  readonly start: LocalDateTime;
  readonly end: LocalDateTime;
  /** RFC 5545 RRULE value without `RRULE:`; UNTIL, when present, is local (no Z). Undefined: once. */
  readonly rule: string | undefined;
  readonly exceptions: readonly OpeningException[];
  readonly types: 'all' | readonly TypeId[];
};

export type BusyKind = 'busy' | 'tentative' | 'free' | 'oof' | 'elsewhere';

/** How a calendar's events turn into busy time: does a kind block? (product.md, "What counts as busy") */
export type BusyRules = {
  readonly tentative: boolean;
  readonly allDay: boolean;
  readonly free: boolean;
  readonly oof: boolean;
  readonly elsewhere: boolean;
};

/** One stored event of a foreign calendar: a time, an opaque key, nothing that names anything. */
export type BusyRow = Interval & { readonly kind: BusyKind; readonly allDay: boolean };

/**
 * Busy rows of one calendar in columns, sorted by start: a fifth of the memory of rows, which is what reading thousands of
 * them costs. Made by `busyRows` only. `kinds` holds what `busyRows` says.
 */
export type BusyRows = {
  readonly count: number;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** The latest end of this row and all before it, so that a search may begin where the past no longer reaches. */
  readonly latestEnds: Float64Array;
  readonly kinds: Uint8Array;
  readonly [brand]: 'BusyRows';
};

/** What is known of one calendar that blocks time. */
export type CalendarState = {
  readonly id: CalendarId;
  readonly name: string;
  readonly rules: BusyRules;
  /** Last good reading, or undefined when it was never read. */
  readonly readAt: Instant | undefined;
  /** The stretch that the last good reading speaks for. */
  readonly covered: Interval | undefined;
  /** Stretches inside `covered` that the reading could not settle. */
  readonly uncertain: readonly Interval[];
  readonly busy: BusyRows;
};

/** What one of the practitioner's calendars holds as openings: times alone, made by events that `opensTime` admits. */
export type DrawnOpenings = Pick<CalendarState, 'id' | 'name' | 'readAt' | 'covered' | 'uncertain'> & {
  readonly times: readonly Interval[];
};

/** A confirmed appointment as far as slots depend on it: `[start, blockedUntil)` is taken. */
export type TakenTime = { readonly id: AppointmentId; readonly start: Instant; readonly blockedUntil: Instant };

/** All that decides which slots of one practitioner and one type are open in `window`. */
export type SlotSearch = {
  readonly now: Instant;
  /** Starts asked about: `[start, end)`. */
  readonly window: Interval;
  readonly settings: Settings;
  readonly practitioner: Practitioner;
  readonly type: AppointmentType;
  readonly openings: readonly Opening[];
  /** Openings that stand in the practitioner's own calendars, as far as they meet `loadWindow(window)`. They admit all types. */
  readonly drawn: readonly DrawnOpenings[];
  /** Calendars of the practitioner that block time, with what they hold in `loadWindow(window)`. */
  readonly calendars: readonly CalendarState[];
  readonly appointments: readonly TakenTime[];
  /** Stretches that the practice closed: a sick day, a holiday. They are taken like busy time, whatever openings say. */
  readonly closures: readonly Interval[];
  /** Live holds of other patients: `[start, start + length + padding)`. */
  readonly holds: readonly Interval[];
  /** The appointment being moved, which does not stand in its own way. */
  readonly moving?: AppointmentId;
  /** `existing` when the request came through a personal link. */
  readonly audience: 'everyone' | 'existing';
};

/** A start that a patient may book now, and the end that the patient sees (without padding). */
export type Slot = Interval;

/** Expected results are values; only what is broken throws. */
export type Outcome<Value, Refusal> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };

/** Why a time is not offered. Views turn it into words; `calendar` names which of the practitioner's calendars. */
export type Reason =
  | { readonly code: 'online-booking-off' }
  | { readonly code: 'practitioner-inactive' }
  | { readonly code: 'type-not-offered' }
  | { readonly code: 'type-hidden' }
  | { readonly code: 'type-archived' }
  | { readonly code: 'existing-patients-only' }
  | { readonly code: 'before-cutoff'; readonly earliest: Instant }
  | { readonly code: 'beyond-horizon'; readonly lastDate: LocalDate }
  | { readonly code: 'outside-openings' }
  /** Beside it: this calendar may hold an opening here, and nobody knows. `readAt` undefined: it was never read. */
  | { readonly code: 'openings-unknown'; readonly calendar: CalendarId; readonly readAt: Instant | undefined }
  /** Inside openings, but not all of them admit the type. */
  | { readonly code: 'opening-not-for-type' }
  /** The practice closed this stretch of the practitioner's time. */
  | { readonly code: 'closed' }
  | { readonly code: 'busy'; readonly calendar: CalendarId }
  | { readonly code: 'appointment'; readonly appointment: AppointmentId }
  | { readonly code: 'hold' }
  | { readonly code: 'daily-limit'; readonly limit: number }
  /** The starts of the grid beside it in the same free stretch, where there are any. */
  | { readonly code: 'off-grid'; readonly before: Instant | undefined; readonly after: Instant | undefined }
  | { readonly code: 'calendar-unread'; readonly calendar: CalendarId }
  | { readonly code: 'calendar-stale'; readonly calendar: CalendarId; readonly readAt: Instant }
  /** The last reading of the calendar does not reach so far. */
  | { readonly code: 'not-covered'; readonly calendar: CalendarId }
  /** The last reading of the calendar could not settle this stretch. */
  | { readonly code: 'uncertain'; readonly calendar: CalendarId };
