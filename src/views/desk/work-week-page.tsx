/** A week of appointments, a column a day, each time in the zone of whom it is with. */
import type { Appointment } from '../../domain/booking.ts';
import type { LocalDate } from '../../domain/types.ts';
import { SelectField, TextField } from '../fields.tsx';
import { dateInWords, machineTime, wallClock, weekdayInWords, zoneName } from '../format.ts';
import { apart } from '../words.ts';
import type { DeskPractitioner } from './appointments-page.tsx';
import { DeskPage, type Seat } from './frame.tsx';
import { WorkViews } from './work-views.tsx';

export type WorkWeekProps = {
  readonly seat: Seat;
  readonly practitioners: readonly DeskPractitioner[];
  readonly chosen: { readonly from: LocalDate; readonly practitioner: string };
  readonly today: LocalDate;
  readonly days: readonly { readonly date: LocalDate; readonly appointments: readonly Appointment[] }[];
  readonly previous: LocalDate;
  readonly next: LocalDate;
};

export function WorkWeekPage(props: WorkWeekProps) {
  const { seat, practitioners, chosen, today, days } = props;
  const several = practitioners.length > 1 && chosen.practitioner === 'all';
  const all = days.flatMap(({ appointments }) => appointments);
  const [first] = all;
  const oneZone = new Set(all.map(({ zone }) => zone)).size === 1;
  const to = (from: LocalDate) => `/desk/week?${new URLSearchParams({ from, practitioner: chosen.practitioner })}`;
  return (
    <DeskPage seat={seat} title="Week" place="/desk">
      <WorkViews current="/desk/week" />
      <form class="filters">
        <TextField name="from" label="Week of" type="date" value={chosen.from} />
        {practitioners.length > 1 ? (
          <SelectField
            name="practitioner"
            label="With"
            value={chosen.practitioner}
            options={[
              { value: 'all', label: 'Everybody' },
              ...practitioners.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        ) : undefined}
        <button class="button button-quiet">Show</button>
      </form>
      {first && oneZone ? <p class="soft small">Times are {zoneName(first.zone, first.start)}.</p> : undefined}
      <div class="work-week">
        {days.map(({ date, appointments }) => (
          <section class="work-day" aria-labelledby={`day-${date}`}>
            <h2 id={`day-${date}`} class={date === today ? 'work-today' : undefined}>
              <span class="work-weekday">{weekdayInWords(date).long}</span>{' '}
              <span class="soft small">{dateInWords(date).split(', ')[1]}</span>
            </h2>
            {appointments.length === 0 ? (
              <p class="soft small">Nothing</p>
            ) : (
              <ol class="work-list">
                {appointments.map((one) => (
                  <li>
                    <WeekLine appointment={one} withName={several} withZone={!oneZone} />
                  </li>
                ))}
              </ol>
            )}
          </section>
        ))}
      </div>
      <nav class="row row-apart" aria-label="Other weeks">
        <a class="button button-quiet button-small" href={to(props.previous)}>
          Week before
        </a>
        <a class="button button-quiet button-small" href={to(props.next)}>
          Week after
        </a>
      </nav>
    </DeskPage>
  );
}

function WeekLine(props: { appointment: Appointment; withName: boolean; withZone: boolean }) {
  const { withName, withZone } = props;
  const { id, patient, typeName, practitionerName, status, localStart, start, zone } = props.appointment;
  return (
    <a class={status === 'cancelled' ? 'work-item work-item-cancelled' : 'work-item'} href={`/desk/appointments/${id}`}>
      <time datetime={machineTime(start)}>{wallClock(localStart)}</time>
      {withZone ? <span class="small soft">{zoneName(zone, start)}</span> : undefined}
      <bdi class="work-name">{patient.name}</bdi>
      <span class="small soft">
        {[typeName, withName ? practitionerName : ''].filter(Boolean).map(apart).join(' · ')}
      </span>
      {status === 'cancelled' ? <span class="small">Cancelled</span> : undefined}
    </a>
  );
}
