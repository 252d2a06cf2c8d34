/** Choosing a time at the desk: open ones of a week, or any other with its warnings afterwards. */
import { grouped } from '../../domain/grouped.ts';
import type { Instant, LocalDate, Slot, Zone } from '../../domain/types.ts';
import { localDate } from '../../domain/zone.ts';
import { Card, Message } from '../components.tsx';
import { TextField } from '../fields.tsx';
import { clock, dateInWords, machineTime, zoneName } from '../format.ts';

export type TimesProps = {
  readonly zone: Zone;
  readonly now: Instant;
  /** First day of the week shown, and where one can turn to. */
  readonly from: LocalDate;
  readonly previous: LocalDate | undefined;
  readonly next: LocalDate;
  readonly slots: readonly Slot[];
  /** Why there are none at all. */
  readonly closed: 'online-booking-off' | 'calendar' | undefined;
  /** The page that goes on, and what it has to know besides the time. */
  readonly address: string;
  readonly query: Readonly<Record<string, string>>;
};

const CLOSED = {
  'online-booking-off': 'Online booking is switched off, so no open times are worked out. Any time can be given below.',
  calendar: 'A calendar has not been read for too long, so no time counts as open. Any time can be given below.',
} as const;

export function Times(props: TimesProps) {
  const { zone, slots, closed } = props;
  const days = grouped(slots, ({ start }) => localDate(start, zone));
  return (
    <>
      <Card title="Open times" id="open-times">
        <p class="soft">
          {zoneName(zone, props.now)}, from {dateInWords(props.from)}.
        </p>
        {closed ? (
          <Message tone="warn">
            <p>{CLOSED[closed]}</p>
          </Message>
        ) : slots.length === 0 ? (
          <p>No open time in these seven days.</p>
        ) : (
          [...days].map(([day, list]) => (
            <section class="times-part">
              <h3>{dateInWords(day)}</h3>
              <ul class="times">
                {list.map(({ start }) => (
                  <li>
                    <a class="time" href={link(props, { at: machineTime(start) })}>
                      {clock(start, zone)}
                    </a>
                  </li>
                ))}
              </ul>
            </section>
          ))
        )}
        <nav class="row row-apart" aria-label="Other weeks">
          {props.previous === undefined ? (
            <span />
          ) : (
            <a class="button button-quiet button-small" href={link(props, { from: props.previous })}>
              Week before
            </a>
          )}
          <a class="button button-quiet button-small" href={link(props, { from: props.next })}>
            Week after
          </a>
        </nav>
      </Card>
      <Card title="Any other time" id="other-time">
        <p class="soft">
          Over busy time or outside the reserved hours you are asked to confirm. Never over another appointment.
        </p>
        <form action={props.address} class="filters">
          {Object.entries(props.query).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <TextField name="day" label="Day" type="date" value={props.from} />
          <TextField
            name="clock"
            label={`Time in ${zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ')}`}
            type="time"
            short
          />
          <button class="button button-quiet">Take this time</button>
        </form>
      </Card>
    </>
  );
}

function link({ address, query }: TimesProps, more: Readonly<Record<string, string>>): string {
  return `${address}?${new URLSearchParams({ ...query, ...more }).toString()}`;
}
