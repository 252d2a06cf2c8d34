/** From an address and open slots to what the picker draws: which month, which day, and where the next open day is. */
import type { ClosedReason } from '../actions/slots.ts';
import { DAY, instant } from '../domain/interval.ts';
import type { Instant, Interval } from '../domain/types.ts';
import { localDate } from '../domain/zone.ts';
import type { PickerData } from '../views/public/picker.tsx';
import { byDay, monthOf, monthOfDays, monthWindow, readDay, readMonth, type MonthName } from '../views/public/month.ts';
import type { ShownSlot, ShownZones } from '../views/public/shown.ts';

export type FoundSlots = { readonly slots: readonly ShownSlot[]; readonly closed?: ClosedReason };

/** Two whole months always fit in. */
const SOON = 63 * DAY;
/** As far as any practice may open (domain/settings, LIMITS.horizonDays). */
const FAR = 731 * DAY;

export async function pickerData(
  slotsIn: (window: Interval) => Promise<FoundSlots>,
  asked: { readonly month?: string; readonly day?: string; readonly now: Instant; readonly zones: ShownZones },
): Promise<{ readonly picker: PickerData; readonly closed: ClosedReason | undefined }> {
  const { now, zones } = asked;
  const zone = zones.first;
  const named = readDay(asked.day);
  const wanted = readMonth(asked.month) ?? (named && monthOf(named));
  const soonWindow = { start: now, end: instant(now + SOON) };
  const soon = wanted ? undefined : await slotsIn(soonWindow);
  const thisMonth = monthOf(localDate(now, zone));
  const month = later(wanted ?? (await firstMonth(soon)) ?? thisMonth, thisMonth);
  const window = monthWindow(month, zone);
  const found = soon && window.end <= soonWindow.end ? soon : await slotsIn(window);
  const days = byDay(
    found.slots.filter(({ start }) => window.start <= start && start < window.end),
    zone,
  );
  const day = named && days.has(named) ? named : days.keys().next().value;
  const next =
    day === undefined && !found.closed
      ? (await slotsIn({ start: later(window.end, now), end: farEnd(now, window.end) })).slots[0]
      : undefined;
  return {
    picker: {
      month: monthOfDays(month, days, { now, zone }),
      day,
      slots: day === undefined ? [] : (days.get(day) ?? []),
      zones,
      nextOpen: next && localDate(next.start, zone),
    },
    closed: found.closed,
  };

  /** The month of the earliest open slot; undefined when there is none at all. */
  async function firstMonth(near: FoundSlots | undefined): Promise<MonthName | undefined> {
    const first =
      near?.slots[0] ??
      (near?.closed ? undefined : (await slotsIn({ start: soonWindow.end, end: instant(now + FAR) })).slots[0]);
    return first && monthOf(localDate(first.start, zone));
  }
}

function later<Value extends string | number>(one: Value, other: Value): Value {
  return one > other ? one : other;
}

// An empty window asks for nothing; beyond the furthest bookable day there is nothing to ask for.
function farEnd(now: Instant, from: Instant): Instant {
  return later(instant(now + FAR), instant(from + 1));
}
