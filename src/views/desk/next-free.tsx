/** Who is free next for a type of appointment, each time a link that books it. */
import type { LocalDate, Slot } from '../../domain/types.ts';
import { Card } from '../components.tsx';
import { SelectField, type Option } from '../fields.tsx';
import { clock, machineTime, shortDay, zoneName } from '../format.ts';

export type NextFree = {
  readonly practitioner: { readonly id: string; readonly name: string; readonly zone: string };
  readonly slots: readonly Slot[];
  readonly closed: 'online-booking-off' | 'calendar' | undefined;
};

const CLOSED = {
  'online-booking-off': 'Online booking is switched off, so no open times are worked out.',
  calendar: 'A calendar has not been read for too long, so no time counts as open.',
} as const;

export function NextFreeCard(props: {
  date: LocalDate;
  types: readonly Option[];
  type: string;
  free: readonly NextFree[];
}) {
  const { date, types, type, free } = props;
  const zones = new Set(free.map(({ practitioner }) => practitioner.zone)).size > 1;
  return (
    <Card title="Next free" id="next-free">
      <form action="/desk/day" class="filters">
        <input type="hidden" name="date" value={date} />
        <SelectField name="type" label="Appointment type" value={type} options={types} />
        <button class="button button-quiet">Show</button>
      </form>
      {free.length === 0 ? <p class="soft">Nobody offers it.</p> : undefined}
      <ul class="list">
        {free.map(({ practitioner, slots, closed }) => (
          <li>
            <strong class="free-name">
              {practitioner.name}
              {zones && slots[0] ? (
                <span class="soft small day-zone">{zoneName(practitioner.zone, slots[0].start)}</span>
              ) : undefined}
            </strong>
            {slots.length === 0 ? (
              <span class="soft">{closed ? CLOSED[closed] : 'No open time.'}</span>
            ) : (
              <ul class="times free-times">
                {slots.map(({ start }) => (
                  <li>
                    <a
                      class="time"
                      href={`/desk/book?${new URLSearchParams({ type, practitioner: practitioner.id, at: machineTime(start) })}`}
                    >
                      {shortDay(start, practitioner.zone)}, {clock(start, practitioner.zone)}
                    </a>
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
