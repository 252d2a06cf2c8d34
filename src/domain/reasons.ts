/** Each rule of an open slot asked about one stretch of time: which reasons speak against it. */

import { addBusy, silence } from './busy.ts';
import { unknownOpenings } from './drawn.ts';
import { gridStarts, ROUND } from './grid.ts';
import { instant, MINUTE, overlaps } from './interval.ts';
import { dayLimit, gridOf, openSpans, reachOf, reservedSpans, standing, takenSpans, totalOf } from './search.ts';
import { lastBookableDate, startBounds } from './settings.ts';
import { contains, meets, SpanList, toSpans } from './spans.ts';
import type { Instant, Interval, Reason, SlotSearch } from './types.ts';

export function spanOf(start: Instant, search: SlotSearch): Interval {
  return { start, end: instant(start + totalOf(search)) };
}

export function outOfBounds(start: Instant, { now, settings, practitioner }: SlotSearch): Reason[] {
  const { zone } = practitioner;
  const { first, end } = startBounds(now, settings, zone);
  if (start < first) return [{ code: 'before-cutoff', earliest: first }];
  if (start < end) return [];
  return [{ code: 'beyond-horizon', lastDate: lastBookableDate(now, settings.horizonDays, zone) }];
}

export function outsideOpenings(span: Interval, search: SlotSearch): Reason[] {
  if (contains(openSpans(search, span), span.start, span.end)) return [];
  const inside = contains(reservedSpans(search, span), span.start, span.end);
  return [{ code: inside ? 'opening-not-for-type' : 'outside-openings' }, ...unknownOpenings(span, search)];
}

export function clashes(span: Interval, search: SlotSearch): Reason[] {
  const reasons: Reason[] = search.closures.some((closure) => overlaps(span, closure)) ? [{ code: 'closed' }] : [];
  for (const calendar of search.calendars) {
    const list = new SpanList();
    addBusy(list, calendar, toSpans([span]));
    if (meets(list.merged(), span.start, span.end)) reasons.push({ code: 'busy', calendar: calendar.id });
  }
  for (const { id, start, blockedUntil } of standing(search)) {
    if (overlaps(span, { start, end: blockedUntil })) reasons.push({ code: 'appointment', appointment: id });
  }
  if (search.holds.some((hold) => overlaps(span, hold))) reasons.push({ code: 'hold' });
  const { dailyLimit } = search.practitioner;
  if (dailyLimit !== undefined && dayLimit(search)?.(span.start))
    reasons.push({ code: 'daily-limit', limit: dailyLimit });
  return reasons;
}

export function unknown(span: Interval, { calendars }: SlotSearch): Reason[] {
  return calendars.flatMap((calendar): Reason[] => {
    // Never read at all is a reason of its own.
    if (calendar.readAt === undefined) return [];
    const { uncovered, uncertain } = silence(calendar, span);
    const reasons: Reason[] = [];
    if (uncovered.count > 0) reasons.push({ code: 'not-covered', calendar: calendar.id });
    if (uncertain.count > 0) reasons.push({ code: 'uncertain', calendar: calendar.id });
    return reasons;
  });
}

/** Speaks only where the span is inside openings and free: elsewhere there is no grid. */
export function offGrid(span: Interval, search: SlotSearch): Reason[] {
  const { start } = span;
  const { startRule } = search.type;
  const total = totalOf(search);
  const near = startRule.kind === 'packed' ? total + ROUND : startRule.minutes * MINUTE;
  const reach = reachOf({ start: instant(start - near), end: instant(start + near + 1) }, search);
  const open = openSpans(search, reach);
  const taken = takenSpans(search, open);
  if (!contains(open, start, span.end) || meets(taken, start, span.end)) return [];
  const { starts, count } = gridStarts(open, taken, {
    from: start - near,
    to: start + near + 1,
    grid: gridOf(search, reach),
  });
  const around = [...starts.subarray(0, count)];
  if (around.includes(start)) return [];
  const before = around.findLast((each) => each < start && !meets(taken, each, start) && contains(open, each, start));
  const after = around.find((each) => each > start && !meets(taken, start, each) && contains(open, start, each));
  return [{ code: 'off-grid', before: before as Instant | undefined, after: after as Instant | undefined }]; // grid starts
}
