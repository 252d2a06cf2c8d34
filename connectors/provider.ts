/** The one interface to calendars outside: what every provider answers, and how it says that it cannot. */

import type { BusyKind, Instant, Interval, Zone } from '../src/domain/types.ts';
import type { OAuth } from './oauth.ts';
import type { Push } from './push.ts';

/** `ics` is any iCalendar feed; `memory` is a whole calendar in memory, for tests and the demo. */
export type ProviderName = 'ics' | 'caldav' | 'google' | 'outlook' | 'memory';

/** A user name and password, kept apart from the address (sealed in storage, never in a log or a message). */
export type Login = { readonly user: string; readonly password: string };

/** What opens one connection. Providers that sign in with OAuth get tokens, the others an address and perhaps a login. */
export type Access = {
  /** Named in error messages, so that a person finds the connection; never the address itself. */
  readonly connection: string;
  /** Feed or server address without user and password. */
  readonly address?: string;
  readonly login?: Login;
  readonly token?: string;
};

/** One calendar inside a connection, as the provider names it. */
export type ExternalCalendar = {
  /** The provider's own id, opaque to us. */
  readonly id: string;
  readonly name: string;
  readonly zone?: Zone;
  readonly writable: boolean;
  readonly primary: boolean;
};

/**
 * What a reading is asked for: `[start, end)`, the zone of floating times and all-day days, and what to look at while
 * reading. Titles are handed out only when asked for, and are not to be stored.
 */
export type ReadQuery = Interval & {
  readonly zone: Zone;
  readonly titles?: boolean;
  /** Addresses of the calendar's owner: tells which events they organise and which they declined. */
  readonly owner?: readonly string[];
  /** Says whether a UID is one of our own appointments. */
  readonly isOurs?: (uid: string) => boolean;
};

/** One occurrence of one event, in time. `key` is stable between readings and unique in one reading. */
export type Instance = Interval & {
  readonly key: string;
  /** Opaque id of the event: the same for all its occurrences. */
  readonly uidHash: string;
  readonly kind: BusyKind;
  readonly allDay: boolean;
  /** UID of our own appointment, when `isOurs` said so. */
  readonly ours?: string;
  /** The calendar's owner organises it (no organiser at all counts: it is their own entry). Only where the owner was told. */
  readonly organised?: boolean;
  readonly title?: string;
};

/** What went wrong with one event or the whole calendar, as a sentence for the practitioner. */
export type Warning = { readonly rule: WarningRule; readonly text: string; readonly uidHash?: string };

export type WarningRule =
  | 'unreadable-event'
  | 'unreadable-rule'
  | 'unreadable-exception'
  | 'unknown-zone'
  | 'cut-file'
  | 'no-end'
  | 'capped';

/**
 * `covered` is the stretch the reading speaks for; inside it, time that is neither in `instances` nor in `uncertain` is
 * free. What could not be settled (a capped rule) is in `uncertain`, never left out.
 */
export type Reading = {
  readonly instances: readonly Instance[];
  readonly covered: Interval;
  readonly uncertain: readonly Interval[];
  readonly warnings: readonly Warning[];
};

/** Where the last reading of a calendar ended. Opaque: stored as it is, handed back as it is, holds nothing secret. */
export type Cursor = string;

/**
 * What changed since the cursor. `full` replaces all that is stored of the calendar; `changes` replaces the instances of
 * the events it names (none left: the event is gone). `unchanged` renews freshness only, the stored coverage stays.
 */
export type Delta =
  | { readonly kind: 'unchanged'; readonly cursor: Cursor }
  | ({ readonly kind: 'full'; readonly cursor: Cursor } & Reading)
  | ({ readonly kind: 'changes'; readonly cursor: Cursor; readonly events: readonly EventChange[] } & Omit<
      Reading,
      'instances'
    >);

export type EventChange = { readonly uidHash: string; readonly instances: readonly Instance[] };

/** An appointment as it is to stand in a calendar. The title is already as private as the calendar's level asks. */
export type EventToWrite = Interval & {
  readonly uid: string;
  readonly sequence: number;
  readonly zone: Zone;
  readonly title: string;
  readonly description?: string;
  readonly location?: string;
};

/** What was written of an appointment into one calendar: the provider's id, its version, and how often we made it anew. */
export type Written = { readonly id: string; readonly etag?: string; readonly generation: number };

/** Our event as the calendar has it now. */
export type Found = Interval & { readonly written: Written; readonly uid: string };

/**
 * A kind of calendar. Nothing is remembered between calls, and repeating any call is safe. Every method throws
 * `ProviderError` and nothing else for what the outside does. Absence of an event from an answer is not its deletion.
 */
export interface Provider {
  readonly name: ProviderName;
  /** False: `put`, `remove` and `find` throw `rejected`. */
  readonly writes: boolean;
  /** Where accounts are connected by signing in. */
  readonly oauth?: OAuth;
  /** Where the provider tells of changes. */
  readonly push?: Push;
  calendars(access: Access): Promise<readonly ExternalCalendar[]>;
  /** The whole of `query` the first time (`cursor` undefined), then whatever the provider can tell since. */
  changes(access: Access, calendar: string, cursor: Cursor | undefined, query: ReadQuery): Promise<Delta>;
  put(access: Access, calendar: string, event: EventToWrite, known?: Written): Promise<Written>;
  /** Gone already is fine. */
  remove(access: Access, calendar: string, written: Written): Promise<void>;
  /** Settles an answer that was lost, and serves reconciling. */
  find(access: Access, calendar: string, uid: string): Promise<Found | undefined>;
}

/**
 * What the caller must do, not what the vendor said: `reconnect` ask the practitioner to sign in again, `retry` later
 * (not before `retryAfter`), `resync` forget the cursor and read all, `gone` the calendar is no longer there,
 * `rejected` repeating will not help.
 */
export type ErrorReason = 'reconnect' | 'retry' | 'resync' | 'gone' | 'rejected';

/** The outside refused or failed. The last good reading stays as it is: an error is never "free". */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly reason: ErrorReason;
  /** Earliest moment to try again, when the provider named one. */
  readonly retryAfter: Instant | undefined;

  constructor(reason: ErrorReason, message: string, options: { cause?: unknown; retryAfter?: Instant } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.reason = reason;
    this.retryAfter = options.retryAfter;
  }
}
