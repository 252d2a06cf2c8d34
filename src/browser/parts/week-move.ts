/** After reserved time was dragged: sends its new times, and asks how far the change reaches where it repeats. */
import type { EventDropArg } from '@fullcalendar/core';
import type { EventResizeDoneArg } from '@fullcalendar/interaction';

const LOCAL = 'YYYY-MM-DDTHH:MM'.length;

export function askScope(info: Pick<EventDropArg | EventResizeDoneArg, 'event' | 'revert'>): void {
  const sheet = document.querySelector<HTMLDialogElement>('#move');
  const form = sheet?.querySelector('form');
  if (!sheet || !form) return info.revert();
  const { event } = info;
  const { opening, occurrence, series } = event.extendedProps as Record<string, string>; // written by week-events.ts
  const times = { start: event.startStr.slice(0, LOCAL), end: event.endStr.slice(0, LOCAL) };
  for (const [name, value] of Object.entries({ opening, occurrence, ...times })) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = value ?? '';
  }
  if (series !== 'yes') return form.submit();
  const words = sheet.querySelector('#move-words');
  if (words) words.textContent = `It would be ${inWords(times.start)} – ${inWords(times.end)}.`;
  const undo = () => {
    if (form.dataset['sent'] !== 'yes') info.revert();
  };
  sheet.addEventListener('close', undo, { once: true });
  sheet.querySelector('[data-close]')?.addEventListener('click', () => sheet.close(), { once: true });
  sheet.showModal();
}

function inWords(at: string): string {
  const format = { weekday: 'long', hour: 'numeric', minute: '2-digit', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat('en', format).format(Date.parse(`${at}Z`));
}
