/** Openings drawn in a calendar: which of its events open time instead of blocking it, and how far what it opened may be trusted. */

import { clip, MINUTE, overlaps, subtract } from './interval.ts';
import type { BusyRow, DrawnOpenings, Instant, Interval, Reason, SlotSearch } from './types.ts';

/** What a reading says of an event beside its time. Its title is compared and not kept. */
export type EventFacts = Pick<BusyRow, 'kind'> & {
  /** The practitioner organises it; with no organiser at all it is their own entry. */
  readonly organised: boolean;
  /** Its title is the one that the practitioner chose for openings. */
  readonly titled: boolean;
};

/**
 * Does the event open time instead of blocking it? An event that is marked free opens as a busy one does: it is how people mark
 * hours in which they can be booked. A tentative one is not settled, and out-of-office or working elsewhere says where somebody
 * is, not that they can be booked: these follow the calendar's own rules, as a stranger's invitation does.
 */
export function opensTime(
  { kind, organised, titled }: EventFacts,
  { definesOpenings }: { readonly definesOpenings: boolean },
): boolean {
  return organised && (kind === 'busy' || kind === 'free') && (definesOpenings || titled);
}

/** Titles are compared whole, but for the space around them. No chosen title: none is it. */
export function isChosenTitle(title: string | undefined, chosen: string): boolean {
  return title !== undefined && plain(chosen) !== '' && plain(title) === plain(chosen);
}

/** One letter may be stored in two ways, by the system it was typed on. */
function plain(title: string): string {
  return title.normalize('NFC').trim();
}

/** What the calendar may be believed to open: nothing once it is stale, nothing where its last reading was silent. */
export function drawnTimes(drawn: DrawnOpenings, search: Pick<SlotSearch, 'now' | 'settings'>): Interval[] {
  const { covered, uncertain, times } = drawn;
  if (covered === undefined || isStale(drawn, search)) return [];
  return subtract(clip(times, covered), uncertain);
}

/** Each stretch that a calendar opens and that meets `window`, with the calendar that holds it, in order of start. */
export function drawnIn(window: Interval, search: Pick<SlotSearch, 'now' | 'settings' | 'drawn'>): DrawnTime[] {
  const found = search.drawn.flatMap((drawn) =>
    drawnTimes(drawn, search)
      .filter((time) => overlaps(time, window))
      .map((time): DrawnTime => ({ ...time, calendar: drawn.name })),
  );
  return found.toSorted((a, b) => a.start - b.start || a.end - b.end);
}

/** `calendar`: its name. */
export type DrawnTime = Interval & { readonly calendar: string };

/** Calendars that may hold an opening at `span`, and nobody knows: they are stale, or their last reading was silent there. */
export function unknownOpenings(
  span: Interval,
  search: Pick<SlotSearch, 'now' | 'settings' | 'drawn'>,
): Extract<Reason, { code: 'openings-unknown' }>[] {
  return search.drawn
    .filter((drawn) => isStale(drawn, search) || isSilent(drawn, span))
    .map(({ id, readAt }) => ({ code: 'openings-unknown', calendar: id, readAt }));
}

function isStale({ readAt }: { readonly readAt: Instant | undefined }, search: Pick<SlotSearch, 'now' | 'settings'>) {
  return readAt === undefined || readAt < search.now - search.settings.closingLimit * MINUTE;
}

function isSilent({ covered, uncertain }: DrawnOpenings, span: Interval): boolean {
  if (covered === undefined || covered.start > span.start || covered.end < span.end) return true;
  return uncertain.some((stretch) => overlaps(stretch, span));
}
