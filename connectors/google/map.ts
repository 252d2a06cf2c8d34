/** Google's events → our words. Vendor fields stop here. */

import { createHash } from 'node:crypto';
import { instant, overlaps } from '../../src/domain/interval.ts';
import type { BusyKind, Instant, Interval, Zone } from '../../src/domain/types.ts';
import { startOfDay } from '../../src/domain/zone.ts';
import type { Instance, ReadQuery } from '../provider.ts';
import type { GoogleTime, ListedEvent } from './answers.ts';
import { markOf } from './marks.ts';

/** Days run in the calendar's own zone (C11). */
export function momentOf(time: GoogleTime, zone: Zone): Instant {
  return 'date' in time ? startOfDay(time.date, zone) : instant(Date.parse(time.dateTime));
}

/**
 * Undefined: it takes none of the practitioner's time. Cancelled, declined by them, or a birthday, which Google keeps
 * on calendars by itself and which is nobody's plan. What is not answered yet blocks: Google shows it as busy, too.
 */
function kindOf({ status, attendees, transparency, eventType }: ListedEvent): BusyKind | undefined {
  const answer = attendees?.find(({ self }) => self === true)?.responseStatus;
  if (status === 'cancelled' || answer === 'declined' || eventType === 'birthday') return undefined;
  if (eventType === 'workingLocation') return 'elsewhere';
  if (eventType === 'outOfOffice') return 'oof';
  if (transparency === 'transparent') return 'free';
  return status === 'tentative' || answer === 'tentative' ? 'tentative' : 'busy';
}

/** The event that all occurrences belong to. Of a deleted occurrence only its id is certain: the series' id and its first start. */
export function seriesOf({ id, recurringEventId, status }: ListedEvent): string {
  if (recurringEventId !== undefined) return recurringEventId;
  return status === 'cancelled' ? (/^(.+)_\d{8}(?:T\d{6}Z)?$/.exec(id)?.[1] ?? id) : id;
}

/** Undefined where it takes no time of the asked stretch. */
export function instanceOf(event: ListedEvent, zone: Zone, query: ReadQuery): Instance | undefined {
  const kind = kindOf(event);
  if (kind === undefined || event.start === undefined || event.end === undefined) return undefined;
  const time: Interval = { start: momentOf(event.start, zone), end: momentOf(event.end, zone) };
  if (time.start >= time.end || !overlaps(time, query)) return undefined;
  const uid = markOf(event)?.uid;
  return {
    ...time,
    key: hashed(event.id),
    uidHash: hashed(seriesOf(event)),
    kind,
    allDay: 'date' in event.start,
    organised: event.organizer === undefined || event.organizer.self === true,
    ...(uid !== undefined && query.isOurs?.(uid) === true ? { ours: uid } : {}),
    ...(query.titles === true && event.summary !== undefined ? { title: event.summary } : {}),
  };
}

/** Ids of imported events are made of their UIDs, which may name people. */
export function hashed(id: string): string {
  return createHash('sha256').update(Buffer.from(id)).digest('base64url').slice(0, 22);
}
