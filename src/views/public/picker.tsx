/** Choosing a day and a time: a month whose open days are links, and the chosen day's times as buttons. */
import type { Child } from 'hono/jsx';
import type { Instant, LocalDate, Zone } from '../../domain/types.ts';
import { clock, dateInWords, monthInWords, weekdayInWords } from '../format.ts';
import { Icon } from '../icons.tsx';
import { counted } from '../words.ts';
import { monthOf, partsOfDay, type MonthName, type ShownDay, type ShownMonth } from './month.ts';
import type { ShownSlot, ShownZones } from './shown.ts';
import { otherClock } from './when.tsx';
import { localHour } from './local-hour.ts';

export type PickerProps = {
  readonly month: ShownMonth;
  readonly day: LocalDate | undefined;
  /** Slots of `day`. */
  readonly slots: readonly ShownSlot[];
  readonly zones: ShownZones;
  /** Where nothing is open in this month: the next month that has something. */
  readonly nextOpen: LocalDate | undefined;
  /** The address of this page for another month or day. */
  readonly at: (query: { month?: MonthName; day?: LocalDate }) => string;
  readonly renderTime: (slot: ShownSlot) => Child;
  /** Whose clock it is, below the month. */
  readonly zoneChoice: Child;
  /** Around the times: a form where choosing one keeps it. */
  readonly renderTimes?: (times: Child) => Child;
};

/** What is the same for booking and for moving. */
export type PickerData = Omit<PickerProps, 'at' | 'renderTime' | 'renderTimes' | 'zoneChoice'>;

/** `data-swap` marks what the browser's script loads without a reload. */
export function Picker(props: PickerProps) {
  return (
    <div class="picker">
      <MonthTable {...props} />
      <DayTimes {...props} />
    </div>
  );
}

function MonthTable({ month, day, at, zoneChoice }: PickerProps) {
  const title = monthInWords(month.month);
  return (
    <div class="stack">
      <div>
        <div class="month-head">
          <Turn to={month.previous} at={at} icon="previous" words="Month before" />
          <h2 id="month-title">{title}</h2>
          <Turn to={month.next} at={at} icon="next" words="Month after" />
        </div>
        <table class="month" aria-labelledby="month-title">
          <thead>
            <tr>
              {month.weeks[0]?.map(({ date }) => {
                const name = weekdayInWords(date);
                return (
                  <th scope="col">
                    <span class="unseen">{name.long}</span>
                    <span aria-hidden="true">{name.short}</span>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {month.weeks.map((week) => (
              <tr>
                {week.map((shown) => (
                  <td>
                    {shown.inMonth ? (
                      <Day
                        shown={shown}
                        chosen={shown.date === day}
                        href={at({ month: monthOf(shown.date), day: shown.date })}
                      />
                    ) : undefined}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {zoneChoice}
    </div>
  );
}

function Turn({
  to,
  at,
  icon,
  words,
}: {
  to: MonthName | undefined;
  at: PickerProps['at'];
  icon: 'previous' | 'next';
  words: string;
}) {
  if (!to) {
    return (
      <span class="month-turn" aria-hidden="true">
        <Icon name={icon} />
      </span>
    );
  }
  return (
    <a
      class="month-turn"
      href={at({ month: to })}
      data-swap=""
      data-focus={icon}
      aria-label={`${words}, ${monthInWords(to)}`}
      rel="nofollow"
    >
      <Icon name={icon} />
    </a>
  );
}

function Day({ shown, chosen, href }: { shown: ShownDay; chosen: boolean; href: string }) {
  const number = Number(shown.date.slice(8));
  const look = shown.today ? 'day day-today' : 'day';
  if (shown.open === 0) return <span class={look}>{number}</span>;
  const words = `${dateInWords(shown.date)}, ${counted(shown.open, 'time')} open`;
  return (
    <a
      class={look}
      href={href}
      data-swap=""
      data-focus={shown.date}
      aria-label={words}
      aria-current={chosen ? 'date' : undefined}
      rel="nofollow"
    >
      {number}
    </a>
  );
}

function DayTimes(props: PickerProps) {
  const { day, slots, zones, nextOpen, at, month } = props;
  if (!day || slots.length === 0) {
    return (
      <div class="stack" id="times">
        <h2 tabindex={-1}>No open times in {monthInWords(month.month)}</h2>
        {nextOpen ? (
          <p>
            <a
              class="button button-quiet"
              href={at({ month: monthOf(nextOpen), day: nextOpen })}
              data-swap=""
              rel="nofollow"
            >
              Next open day: {dateInWords(nextOpen)}
            </a>
          </p>
        ) : (
          <p class="soft">
            No later time is open at the moment either. Please try again another day, or contact the practice.
          </p>
        )}
      </div>
    );
  }
  const parts = partsOfDay(slots, (start) => localHour(start, zones.first));
  const times = parts.map(({ part, slots: there }) => (
    <div class="times-part">
      <h3>{part}</h3>
      <ul class="times">
        {there.map((slot) => (
          <li>{props.renderTime(slot)}</li>
        ))}
      </ul>
    </div>
  ));
  return (
    <div class="stack" id="times">
      <h2 class="times-title">{dateInWords(day)}</h2>
      {props.renderTimes ? props.renderTimes(times) : times}
    </div>
  );
}

/** What a time's button or link says: the clock, the other zone's below, and with whom where that is open. */
export function TimeWords({
  slot,
  zones,
  withName,
}: {
  slot: { start: Instant; practitioner: { name: string; zone: Zone } };
  zones: ShownZones;
  withName: boolean;
}) {
  return (
    <>
      <span>{clock(slot.start, zones.first)}</span>
      {zones.other ? <span class="time-note">{otherClock(slot.start, zones.first, zones.other)}</span> : undefined}
      {withName ? (
        <span class="time-note" dir="auto">
          {slot.practitioner.name}
        </span>
      ) : undefined}
    </>
  );
}
