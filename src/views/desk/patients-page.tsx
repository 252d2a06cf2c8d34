/** Patients, found by parts of what is known of them. */
import type { Instant, Zone } from '../../domain/types.ts';
import { Badge, Empty } from '../components.tsx';
import { TextField } from '../fields.tsx';
import { clock, shortDay } from '../format.ts';
import { capital, counted } from '../words.ts';
import { DeskPage, type Seat } from './frame.tsx';
import { Paging, type Paged } from './paging.tsx';

export type ListedPatient = {
  readonly id: string;
  readonly name: string;
  readonly email: string | undefined;
  readonly phone: string;
  readonly bouncedAt: Instant | undefined;
  readonly appointments: number;
  readonly nextStart: Instant | undefined;
};

export function PatientsPage(props: {
  seat: Seat;
  text: string;
  patients: readonly ListedPatient[];
  zone: Zone;
  paging: Paged;
}) {
  const { seat, text, patients, zone, paging } = props;
  const word = seat.patientWord;
  return (
    <DeskPage seat={seat} title={`${capital(word)}s`} place="/desk/patients">
      <form class="filters" role="search">
        <TextField
          name="q"
          label="Find"
          type="search"
          value={text}
          hint="Parts of a name, an email address or a phone number"
          maxlength={200}
          optional
        />
        <button class="button button-quiet">Find</button>
      </form>
      {patients.length === 0 ? (
        <Empty title={text ? `Nobody like “${text}”.` : `There are no ${word}s yet.`}>
          <p>Whoever books, or is booked for, is listed here.</p>
        </Empty>
      ) : (
        <ul class="agenda">
          {patients.map((patient) => (
            <li>
              <a class="agenda-line people-line" href={`/desk/patients/${patient.id}`}>
                <span class="agenda-who">
                  <span class="agenda-name">
                    <bdi>{patient.name}</bdi>
                  </span>
                  <span class="soft small break">
                    {[patient.email, patient.phone].filter(Boolean).join(' · ') || 'No address, no phone number'}
                  </span>
                </span>
                <span class="small">
                  {patient.nextStart === undefined ? (
                    <span class="soft">{counted(patient.appointments, 'appointment')}, none to come</span>
                  ) : (
                    `Next: ${shortDay(patient.nextStart, zone)}, ${clock(patient.nextStart, zone)}`
                  )}
                </span>
                <span class="agenda-marks">
                  {patient.bouncedAt === undefined ? undefined : <Badge tone="warn">Mail bounced</Badge>}
                </span>
              </a>
            </li>
          ))}
        </ul>
      )}
      <Paging {...paging} />
    </DeskPage>
  );
}
