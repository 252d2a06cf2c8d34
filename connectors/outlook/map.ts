/** Graph events → instances. The only file that knows what their fields mean for a practitioner's time. */

import { interval } from '../../src/domain/interval.ts';
import type { BusyKind, Interval } from '../../src/domain/types.ts';
import { hashOf } from '../ical/event.ts';
import { limits } from '../ical/limits.ts';
import { allowanceOf } from '../ical/rules.ts';
import { clockFinder } from '../ical/zones.ts';
import type { Instance, Reading, ReadQuery, Warning } from '../provider.ts';
import { ownUid } from './mark.ts';
import type { GraphEvent } from './schemas.ts';
import { timesOf } from './times.ts';

/** Of events that each say all of themselves: occurrences, not the series they belong to. */
export function readingOf(events: Iterable<GraphEvent>, query: ReadQuery): Reading {
  const covered: Interval = interval(query.start, query.end);
  const clocks = clockFinder(new Map(), covered, allowanceOf(limits.steps));
  const instances: Instance[] = [];
  const uncertain: Interval[] = [];
  const warnings: Warning[] = [];
  for (const event of events) {
    const kind = kindOf(event);
    if (kind === undefined) continue;
    const uidHash = uidHashOf(event);
    const when = timesOf(event, query.zone, clocks);
    if (when === undefined) {
      // Somewhere in what was asked for, and nobody knows where.
      uncertain.push(covered);
      warnings.push({ rule: 'unreadable-event', text: `${named(uidHash)} says no time that can be read.`, uidHash });
      continue;
    }
    if (when.unknownZone !== undefined) {
      const text = `${named(uidHash)} names a time zone that nobody knows ("${when.unknownZone}"); it blocks all the time it may mean.`;
      warnings.push({ rule: 'unknown-zone', text, uidHash });
    }
    const uid = ownUid(event);
    instances.push({
      start: when.start,
      end: when.end,
      key: event.seriesMasterId ? `${uidHash}-${hashOf(event.id).slice(0, 16)}` : uidHash,
      uidHash,
      kind,
      allDay: event.isAllDay === true,
      organised: event.isOrganizer === true,
      ...(uid !== undefined && query.isOurs?.(uid) === true && { ours: uid }),
      ...(query.titles === true && typeof event.subject === 'string' && { title: event.subject }),
    });
  }
  return { instances, covered, uncertain, warnings };
}

/** Says nothing of the event; the same for all occurrences of a series. */
export function uidHashOf({ id, seriesMasterId }: Pick<GraphEvent, 'id' | 'seriesMasterId'>): string {
  return hashOf(seriesMasterId || id);
}

/** Undefined: it takes no time at all. What Graph does not say, or says in a word that is new, is busy. */
function kindOf({ showAs, isCancelled, responseStatus }: GraphEvent): BusyKind | undefined {
  if (isCancelled === true || responseStatus?.response === 'declined') return undefined;
  return kinds.get(showAs ?? '') ?? 'busy';
}

const kinds: ReadonlyMap<string, BusyKind> = new Map([
  ['free', 'free'],
  ['tentative', 'tentative'],
  ['busy', 'busy'],
  ['oof', 'oof'],
  ['workingElsewhere', 'elsewhere'],
]);

function named(uidHash: string): string {
  return `The event ${uidHash.slice(0, 8)}`;
}
