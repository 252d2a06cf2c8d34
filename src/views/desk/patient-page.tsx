/** One patient: how to reach them, all that was ever booked, and what they may ask of the practice. */
import type { Appointment } from '../../domain/booking.ts';
import type { Instant, Zone } from '../../domain/types.ts';
import { Badge, Card, Empty, Fact, Facts, Message } from '../components.tsx';
import { Checkbox, ErrorSummary, TextField, type FieldErrors } from '../fields.tsx';
import { dayAndClock } from '../format.ts';
import { capital } from '../words.ts';
import { Agenda } from './agenda.tsx';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';
import { Rights } from './patient-rights.tsx';

export type ShownPatient = {
  readonly id: string;
  readonly name: string;
  readonly email: string | undefined;
  readonly phone: string;
  readonly createdAt: Instant;
  readonly bouncedAt: Instant | undefined;
  readonly erasedAt: Instant | undefined;
};

export type DetailsForm = { readonly name: string; readonly email: string; readonly phone: string };

export type PatientPageProps = {
  readonly seat: Seat;
  readonly patient: ShownPatient;
  /** Newest first. */
  readonly appointments: readonly Appointment[];
  readonly others: readonly ShownPatient[];
  readonly now: Instant;
  /** Of times that are no appointment's own. */
  readonly zone: Zone;
  readonly mayExport: boolean;
  readonly mayErase: boolean;
  readonly form: DetailsForm;
  readonly errors: FieldErrors;
  /** The form of details was sent and is open. */
  readonly changing: boolean;
  /** Why nothing was erased. */
  readonly problem?: string | undefined;
  readonly done?: string | undefined;
};

export function PatientPage(props: PatientPageProps) {
  const { seat, patient, appointments, now } = props;
  const word = seat.patientWord;
  const ahead = appointments.filter(({ status, end }) => status === 'confirmed' && end > now);
  const before = appointments.filter((one) => !ahead.includes(one));
  const missed = appointments.filter(({ noShow }) => noShow).length;
  return (
    <DeskPage
      seat={seat}
      title={patient.name}
      place="/desk/patients"
      path={[{ label: `${capital(word)}s`, href: '/desk/patients' }]}
      done={props.done}
    >
      {props.problem ? <Message tone="bad" title={props.problem} /> : undefined}
      <ErrorSummary errors={props.errors} />
      <div class="beside">
        <aside class="stack">
          <Card>
            <Reach {...props} />
            <p class="soft small">
              Known since {dayAndClock(patient.createdAt, props.zone)}.
              {missed > 0 ? ` Did not come ${missed === 1 ? 'once' : `${missed} times`}.` : ''}
            </p>
          </Card>
          {patient.erasedAt === undefined ? <Others {...props} /> : undefined}
        </aside>
        <div class="stack">
          <History title="To come" list={ahead.toReversed()} none="Nothing is booked." />
          <History title="Before" list={before} none="Nothing yet." />
          {patient.erasedAt === undefined ? <Rights {...props} ahead={ahead.length} /> : undefined}
        </div>
      </div>
    </DeskPage>
  );
}

function Reach({ seat, patient, zone, form, errors, changing }: PatientPageProps) {
  if (patient.erasedAt !== undefined) {
    return (
      <Message title={`This ${seat.patientWord} was erased.`}>
        <p>On {dayAndClock(patient.erasedAt, zone)}. Times stay under a number that names nobody.</p>
      </Message>
    );
  }
  return (
    <>
      <Facts>
        <Fact icon="mail" term="Email">
          {patient.email ? (
            <a class="break" href={`mailto:${encodeURIComponent(patient.email)}`}>
              {patient.email}
            </a>
          ) : (
            'None: no mail can be sent.'
          )}
          {patient.bouncedAt === undefined ? undefined : (
            <>
              <br />
              <Badge tone="warn">Mail bounced</Badge>
              <br />
              <span class="soft small">The mail server refused it on {dayAndClock(patient.bouncedAt, zone)}.</span>
            </>
          )}
        </Fact>
        <Fact icon="phone" term="Phone">
          {patient.phone ? (
            <a href={`tel:${patient.phone.replaceAll(/[^\d+]/g, '')}`}>{patient.phone}</a>
          ) : (
            'None given.'
          )}
        </Fact>
      </Facts>
      <details open={changing}>
        <summary>Change the details</summary>
        <DeskForm seat={seat} action={`/desk/patients/${patient.id}`}>
          <TextField
            name="name"
            label="Name"
            value={form.name}
            error={errors.name}
            maxlength={200}
            autocomplete="off"
          />
          <TextField
            name="email"
            label="Email"
            type="email"
            optional
            value={form.email}
            error={errors.email}
            autocomplete="off"
          />
          <TextField
            name="phone"
            label="Phone"
            type="tel"
            optional
            value={form.phone}
            error={errors.phone}
            autocomplete="off"
          />
          <Checkbox
            name="resend"
            label="Send the confirmations of what is to come again"
            checked={patient.bouncedAt !== undefined}
          />
          <div class="row">
            <button class="button button-quiet">Save</button>
          </div>
        </DeskForm>
      </details>
    </>
  );
}

function Others({ others }: PatientPageProps) {
  if (others.length === 0) return undefined;
  return (
    <Card title="With the same address" id="others">
      <p class="soft small">
        Booked under another name or phone number: the same person in another spelling, or somebody who shares the
        address. Each is kept, exported and erased alone.
      </p>
      <ul class="plain-list">
        {others.map(({ id, name, phone }) => (
          <li>
            <a href={`/desk/patients/${id}`}>
              <bdi>{name}</bdi>
            </a>
            {phone ? <span class="soft small">, {phone}</span> : undefined}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function History({ title, list, none }: { title: string; list: readonly Appointment[]; none: string }) {
  const zones = new Set(list.map(({ zone }) => zone)).size > 1;
  return (
    <section class="stack-tight" aria-label={title}>
      <h2>{title}</h2>
      {list.length === 0 ? (
        <Empty title={none} />
      ) : (
        <Agenda
          appointments={list}
          shows={{ zone: zones, withName: true, day: true, title: ({ typeName }) => typeName }}
        />
      )}
    </section>
  );
}
