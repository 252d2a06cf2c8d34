/** What lies ahead, day by day, each time in the zone of whom it is with. */
import { grouped } from '../../domain/grouped.ts';
import type { Appointment } from '../../domain/booking.ts';
import type { LocalDate, PractitionerId, Zone } from '../../domain/types.ts';
import { Empty } from '../components.tsx';
import { SelectField, TextField } from '../fields.tsx';
import { dateInWords, zoneName } from '../format.ts';
import { Agenda } from './agenda.tsx';
import { AttentionBox, type Attention } from './attention.tsx';
import { DeskPage, type Seat } from './frame.tsx';
import { WorkViews } from './work-views.tsx';

export type DeskPractitioner = { readonly id: PractitionerId; readonly name: string; readonly zone: Zone };

export type AppointmentsPageProps = {
  readonly seat: Seat;
  readonly attention: Attention;
  readonly practitioners: readonly DeskPractitioner[];
  readonly chosen: { readonly from: LocalDate; readonly practitioner: string };
  readonly today: LocalDate;
  /** In order of start. */
  readonly appointments: readonly Appointment[];
  /** First day after the list. */
  readonly next: LocalDate;
  readonly previous: LocalDate;
  readonly done?: string | undefined;
};

export function AppointmentsPage(props: AppointmentsPageProps) {
  const { seat, appointments, practitioners, today, chosen } = props;
  const days = grouped(appointments, ({ localStart }) => localStart.slice(0, 10));
  const zones = new Set(appointments.map(({ zone }) => zone));
  const only = zones.size === 1 ? appointments[0] : undefined;
  const address = (from: LocalDate) => `/desk?from=${from}&practitioner=${encodeURIComponent(chosen.practitioner)}`;
  return (
    <DeskPage seat={seat} title="Appointments" place="/desk" done={props.done}>
      <WorkViews current="/desk" />
      <AttentionBox seat={seat} attention={props.attention} />
      <form class="filters">
        <TextField name="from" label="From" type="date" value={chosen.from} />
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
      {only ? <p class="soft small">Times are {zoneName(only.zone, only.start)}.</p> : undefined}
      {appointments.length === 0 ? (
        <Empty title="No appointments in these two weeks.">
          <p>
            <a href="/desk/book">Book one for a {seat.patientWord}</a>, or give out the booking link.
          </p>
        </Empty>
      ) : (
        <div class="day-list">
          {[...days].map(([day, list]) => (
            <section aria-labelledby={`day-${day}`}>
              <h2 id={`day-${day}`}>
                {day === today ? 'Today, ' : ''}
                {dateInWords(day)}
              </h2>
              <Agenda appointments={list} shows={{ zone: only === undefined, withName: practitioners.length > 1 }} />
            </section>
          ))}
        </div>
      )}
      <nav class="row row-apart" aria-label="Other weeks">
        <a class="button button-quiet button-small" href={address(props.previous)}>
          Two weeks before
        </a>
        <a class="button button-quiet button-small" href={address(props.next)}>
          Two weeks after
        </a>
      </nav>
    </DeskPage>
  );
}
