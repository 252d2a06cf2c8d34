/** The week of reserved time, drawn from the list on the page; drags become the forms that the page has anyway. */
import './desk.ts';
import './style/week.css';
import { Calendar } from '@fullcalendar/core';
import interaction from '@fullcalendar/interaction';
import timeGrid from '@fullcalendar/timegrid';
import { eventsOf, hoursOf } from './parts/week-events.ts';
import { askScope } from './parts/week-move.ts';
import { openReserve, reserveSheet } from './parts/week-reserve.ts';
import { showWhy, timeAt } from './parts/week-why.ts';

const NARROW = 700;
const DAY = 86_400_000;
const STEP = '00:15';

const calendarPlace = document.querySelector<HTMLElement>('#week-calendar');
if (calendarPlace) draw(calendarPlace);

function draw(place: HTMLElement): void {
  const monday = place.dataset['monday'] ?? '';
  const events = eventsOf(place);
  const hours = hoursOf(events);
  const narrow = window.innerWidth < NARROW;
  const calendar = new Calendar(place, {
    plugins: [timeGrid, interaction],
    // All times are wall-clock times of the practitioner's zone: as UTC nobody moves them.
    timeZone: 'UTC',
    now: place.dataset['now'] ?? monday,
    nowIndicator: true,
    initialView: narrow ? 'days' : 'timeGridWeek',
    initialDate: narrow ? firstDay(place, monday) : monday,
    views: { days: { type: 'timeGrid', duration: { days: 2 } } },
    validRange: { start: monday, end: dayAfter(monday, 7) },
    firstDay: 1,
    headerToolbar: false,
    allDaySlot: false,
    height: 'auto',
    slotMinTime: hours.from,
    slotMaxTime: hours.to,
    // A row is a step. Where a row holds two, a drag is measured from the edge between them and a hair's breadth moves it by one.
    slotDuration: STEP,
    snapDuration: STEP,
    slotLabelInterval: '01:00',
    dayHeaderFormat: { weekday: 'short', month: 'short', day: 'numeric' },
    events,
    eventTimeFormat: { hour: 'numeric', minute: '2-digit', omitZeroMinute: true, meridiem: 'short' },
    defaultRangeSeparator: ' – ',
    editable: true,
    eventResizableFromStart: true,
    eventDragMinDistance: 6,
    selectable: true,
    selectMirror: true,
    selectMinDistance: 6,
    longPressDelay: 350,
    select: ({ startStr, endStr }) => openReserve(startStr, endStr, () => calendar.unselect()),
    dateClick: ({ dateStr }) => void showWhy(dateStr.slice(0, 'YYYY-MM-DDTHH:MM'.length)),
    eventClick: ({ el, event, jsEvent }) => {
      jsEvent.preventDefault();
      // From the keyboard there is no point on the day: it leads where the line of the list leads.
      if (jsEvent.detail === 0) location.assign(String(event.extendedProps['href'] ?? '#list'));
      else void showWhy(timeAt({ el, event, x: jsEvent.clientX, y: jsEvent.clientY }));
    },
    eventDrop: (info) => askScope(info),
    eventResize: (info) => askScope(info),
    eventDidMount: ({ el, event }) => {
      el.dataset['start'] = event.startStr;
      const words = String(event.extendedProps['words'] ?? '');
      if (words && event.display !== 'background') el.setAttribute('aria-label', words);
      if (words) el.title = words;
    },
  });
  calendar.render();
  place.dataset['drawn'] = 'yes';
  document.querySelector<HTMLDetailsElement>('details#list')?.removeAttribute('open');
  reserveSheet();
  turnDays(calendar, narrow);
  document.querySelector<HTMLInputElement>('#whole-day')?.addEventListener('change', (event) => {
    const whole = event.target instanceof HTMLInputElement && event.target.checked;
    calendar.setOption('slotMinTime', whole ? '00:00' : hours.from);
    calendar.setOption('slotMaxTime', whole ? '24:00' : hours.to);
  });
}

/** On a phone two days are seen at once; the buttons show the others of the week. */
function turnDays(calendar: Calendar, narrow: boolean): void {
  const buttons = document.querySelector<HTMLElement>('#week-turn');
  if (!buttons || !narrow) return;
  buttons.hidden = false;
  buttons.addEventListener('click', (event) => {
    const turn = event.target instanceof HTMLElement ? event.target.dataset['turn'] : undefined;
    if (turn === 'prev') calendar.prev();
    if (turn === 'next') calendar.next();
  });
}

function firstDay({ dataset }: HTMLElement, monday: string): string {
  const today = (dataset['now'] ?? '').slice(0, 10);
  return today >= monday && today < dayAfter(monday, 6) ? today : monday;
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
}
