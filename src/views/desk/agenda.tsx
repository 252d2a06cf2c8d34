/** Appointments in lines: when, who, what about it. */
import type { Appointment } from '../../domain/booking.ts';
import type { Zone } from '../../domain/types.ts';
import { Badge } from '../components.tsx';
import { clockRange, machineTime, shortDay, zoneName } from '../format.ts';
import { placeInWords } from '../public/place.tsx';
import { apart } from '../words.ts';

export type AgendaShows = {
  /** Where it is not the same for all that are listed. */
  readonly zone: boolean;
  /** Practitioners' names, where there are several. */
  readonly withName: boolean;
  /** The day too, where lines are not grouped by it. */
  readonly day?: boolean;
  /** In the place of the patient's name, on a page about one patient. */
  readonly title?: (appointment: Appointment) => string;
};

/** An `ol`, or nothing to list at all: the caller says so in words. */
export function Agenda({ appointments, shows }: { appointments: readonly Appointment[]; shows: AgendaShows }) {
  return (
    <ol class="agenda">
      {appointments.map((appointment) => (
        <AgendaLine appointment={appointment} shows={shows} />
      ))}
    </ol>
  );
}

function AgendaLine({ appointment, shows }: { appointment: Appointment; shows: AgendaShows }) {
  const { id, patient, typeName, location, status, practitionerName, start } = appointment;
  const zone: Zone = appointment.zone;
  const title = shows.title?.(appointment);
  const about = [title ? '' : apart(typeName), placeInWords(location), shows.withName ? apart(practitionerName) : ''];
  return (
    <li class={status === 'cancelled' ? 'agenda-cancelled' : undefined}>
      <a class="agenda-line" href={`/desk/appointments/${id}`}>
        <span>
          <time class="agenda-time" datetime={machineTime(start)}>
            {shows.day ? (
              <span class="agenda-day">
                {shortDay(start, zone)}, {localYear(appointment)}
              </span>
            ) : undefined}
            {clockRange(appointment, zone)}
          </time>
          {shows.zone ? <span class="soft small"> {zoneName(zone, start)}</span> : undefined}
        </span>
        <span class="agenda-who">
          <span class="agenda-name">{title ?? <bdi>{patient.name}</bdi>}</span>
          <span class="soft small">{about.filter(Boolean).join(' · ')}</span>
        </span>
        <Marks appointment={appointment} />
      </a>
    </li>
  );
}

function localYear({ localStart }: Appointment): string {
  return localStart.slice(0, 4);
}

function Marks({ appointment }: { appointment: Appointment }) {
  const { status, toVerify, noShow } = appointment;
  return (
    <span class="agenda-marks">
      {status === 'cancelled' ? <Badge tone="bad">Cancelled</Badge> : undefined}
      {toVerify && status === 'confirmed' ? <Badge tone="warn">To verify</Badge> : undefined}
      {noShow ? <Badge tone="warn">Did not come</Badge> : undefined}
    </span>
  );
}
