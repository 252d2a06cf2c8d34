/** Reads the lines of the week's list as what a calendar draws: reserved time to be dragged, the rest as layers over it. */
import type { EventInput } from '@fullcalendar/core';

const DAY_FIRST = 7;
const DAY_LAST = 20;
const RESERVED = 'Reserved';
const TITLES: Readonly<Record<string, string>> = { busy: 'Busy', unknown: 'Not known', closed: 'Closed' };

export function eventsOf({ dataset }: HTMLElement): EventInput[] {
  const lines = document.querySelectorAll<HTMLElement>('.week-list [data-kind]');
  return [...lines].map((line) => eventOf(line, dataset['slotColour'] ?? 'teal', dataset['slotName'] ?? ''));
}

function eventOf({ dataset }: HTMLElement, slotColour: string, slotName: string): EventInput {
  const { kind = '', start = '', end = '', title = '', href = '' } = dataset;
  const times = { start, end };
  const span = `${clock(start)} – ${clock(end)}`;
  if (kind === 'opening') {
    const { opening, occurrence, series } = dataset;
    return {
      ...times,
      // The layer's own mark says that it is reserved; for which types is said where it is for some.
      title: title === RESERVED ? '' : title,
      classNames: ['kind-opening'],
      interactive: true,
      extendedProps: { href, opening, occurrence, series, words: `${title}, ${day(start)}, ${span}. Change it.` },
    };
  }
  if (kind === 'drawn') {
    // It is the calendar's: clicked on it is explained, and nothing of it moves.
    return {
      ...times,
      title: 'From the calendar',
      editable: false,
      interactive: true,
      classNames: ['kind-opening', 'kind-drawn'],
      extendedProps: { words: `Reserved in the calendar ${title}, ${day(start)}, ${span}. Change it there.` },
    };
  }
  const words = {
    busy: `Busy, ${span}`,
    unknown: `Not known, ${span}`,
    closed: `Closed, ${span}`,
    appointment: `${title}, ${span}`,
    slot: `Open for ${slotName}, ${span}`,
  }[kind];
  const colour = kind === 'slot' ? slotColour : dataset['colour'];
  return {
    ...times,
    title: kind === 'slot' ? clock(start) : (TITLES[kind] ?? title),
    display: 'background',
    classNames: [`kind-${kind}`, ...(colour ? [`colour-${colour}`] : [])],
    extendedProps: { href, words },
  };
}

/** The hours that are drawn: a working day, and more where there is more. */
export function hoursOf(events: readonly EventInput[]): { from: string; to: string } {
  // What is taken, closed or not known for whole days would draw the night.
  const drawn = events.filter(({ classNames }) => !/kind-(busy|closed|unknown)/.test(String(classNames)));
  const hourOf = (at: unknown) => Number(String(at).slice(11, 13));
  const sameDay = drawn.filter(({ start, end }) => String(start).slice(0, 10) === String(end).slice(0, 10));
  const from = Math.min(DAY_FIRST, ...sameDay.map(({ start }) => hourOf(start)));
  const to = Math.max(DAY_LAST, ...sameDay.map(({ end }) => hourOf(end) + 1));
  const overnight =
    sameDay.length < drawn.filter(({ classNames }) => String(classNames).includes('kind-opening')).length;
  return overnight ? { from: '00:00', to: '24:00' } : { from: `${pad(from)}:00`, to: `${pad(Math.min(to, 24))}:00` };
}

function clock(at: string): string {
  return new Intl.DateTimeFormat('en', { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' }).format(
    Date.parse(`${at}Z`),
  );
}

function day(at: string): string {
  return new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' }).format(Date.parse(`${at}Z`));
}

function pad(hour: number): string {
  return String(hour).padStart(2, '0');
}
