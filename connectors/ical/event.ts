/** One event by itself: whether it blocks and how, how long it is, and what to call it in a warning. */

import { hash } from 'node:crypto';
import { DAY } from '../../src/domain/interval.ts';
import type { BusyKind, Instant } from '../../src/domain/types.ts';
import type { Wall } from '../../src/domain/wall.ts';
import type { Clock } from './clock.ts';
import type { RawEvent } from './raw.ts';
import { type Length, type WrittenTime, dayOf, parseLength } from './properties.ts';

/** When an occurrence that starts at a local time of the event's clock ends. */
export type EndOf = (local: Wall, start: Instant) => Instant;

/** Undefined: it takes no time at all (cancelled, or its owner declined it). Any one sign frees it. */
export function kindOf(event: RawEvent, owner: readonly string[]): BusyKind | undefined {
  if (isCancelled(event) || (event.declinedBy.length > 0 && isDeclined(event, owner))) return undefined;
  if (event.transparency === 'TRANSPARENT' || event.busyStatus === 'FREE') return 'free';
  if (event.busyStatus === 'WORKINGELSEWHERE') return 'elsewhere';
  if (event.busyStatus === 'OOF') return 'oof';
  return event.status === 'TENTATIVE' || event.busyStatus === 'TENTATIVE' ? 'tentative' : 'busy';
}

function isDeclined({ declinedBy }: RawEvent, owner: readonly string[]): boolean {
  return declinedBy.some((address) => owner.includes(address));
}

export function isCancelled(event: RawEvent): boolean {
  return event.status === 'CANCELLED' || event.scope.method === 'CANCEL';
}

/**
 * The length of every occurrence: whole days on the wall clock for dates, otherwise the exact time between the first
 * start and end. `isCertain` is false where an end stands there that nobody can read.
 */
export function lengthOf(
  event: RawEvent,
  clock: Clock,
  clockOf: (time: WrittenTime) => Clock,
): Length & { readonly isCertain: boolean } {
  const { start, end } = event;
  const isCertain = !event.unreadable.includes('DTEND');
  if (start === undefined) return { days: 0, exact: 0, isCertain };
  if (end !== undefined && start.isDate) {
    return {
      days: Math.max(dayOf(end.local) - start.local, DAY * (end.local < start.local ? 0 : 1)) / DAY,
      exact: 0,
      isCertain,
    };
  }
  if (end !== undefined) {
    // Without a zone of its own an end is on the clock of the start: it is how people write by hand.
    const endClock = end.isDate || (!end.utc && end.tzid === undefined) ? clock : clockOf(end);
    return { days: 0, exact: endClock.toInstant(end.local) - clock.toInstant(start.local), isCertain };
  }
  const length = event.duration === undefined ? undefined : parseLength(event.duration);
  const isReadable = isCertain && (event.duration === undefined || length !== undefined);
  if (length === undefined || (start.isDate && length.days === 0 && length.exact === 0)) {
    return { days: start.isDate ? 1 : 0, exact: 0, isCertain: isReadable };
  }
  return { ...length, isCertain: isReadable };
}

/** Days move the wall clock, the rest is elapsed time (RFC 5545 3.3.6). */
export function endOf({ days, exact }: Length, clock: Clock): EndOf {
  if (days === 0) return (_, start) => (start + exact) as Instant; // an instant plus elapsed time is one
  return (local, start) => {
    // Elapsed time where the start was moved by a gap, so that no end lies before its start.
    const end = clock.toInstant((local + days * DAY) as Wall) + exact;
    return (days > 0 && end < start ? start : end) as Instant;
  };
}

/** Outlook writes whole days as two times at local midnight and says so apart. */
export function isAllDay(event: RawEvent): boolean {
  return event.start?.isDate === true || event.outlookAllDay;
}

/** The id by which an event is told from others, also where it has none. */
export function uidOf(event: RawEvent): string {
  // A line break is in no UID, so that no real one can be taken for a place in the file.
  return event.uid ?? `\n${event.index}`;
}

/** Says nothing of the event: 128 bits of SHA-256 over its UID. */
export function hashOf(uid: string): string {
  return hash('sha256', uid, 'hex').slice(0, 32);
}

/** How a practitioner finds an event: by its first start as written, and the first letters of its id. */
export function describe(event: RawEvent, uidHash: string): string {
  const start = event.start === undefined ? '' : ` that starts ${written(event.start)}`;
  return `The event${start} (${uidHash.slice(0, 8)})`;
}

function written({ local, isDate }: WrittenTime): string {
  const text = new Date(local).toISOString();
  return isDate ? text.slice(0, 10) : text.slice(0, 16).replace('T', ' at ');
}
