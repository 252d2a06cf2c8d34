/** One closed stretch: the appointments in it with what may become of each, what was done, and whom to phone. */
import type { Appointment } from '../../domain/booking.ts';
import type { Instant, Interval, Zone } from '../../domain/types.ts';
import { Card, Empty, Message } from '../components.tsx';
import { Checkbox } from '../fields.tsx';
import { clock, clockRange, machineTime, shortDay } from '../format.ts';
import { counted } from '../words.ts';
import { CallList, type Called } from './call-list.tsx';
import { stretchInWords } from './closures-page.tsx';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';

/** What all choices begin with. */
export type Prefill = 'keep' | 'move' | 'cancel';

export type AffectedLine = {
  readonly appointment: Appointment;
  readonly offers: readonly {
    readonly practitionerId: string;
    readonly practitionerName: string;
    readonly zone: Zone;
    readonly start: Instant;
    readonly value: string;
  }[];
  readonly chosen: string;
  readonly problem: string | undefined;
};

export type ClosurePageProps = {
  readonly seat: Seat;
  readonly id: string;
  readonly practitioner: { readonly name: string; readonly zone: Zone };
  readonly time: Interval;
  readonly affected: readonly AffectedLine[];
  readonly changes: readonly Called[];
  readonly tell: boolean;
  readonly problem: string | undefined;
  readonly done?: string | undefined;
};

export function ClosurePage(props: ClosurePageProps) {
  const { seat, id, practitioner, time, affected, changes } = props;
  return (
    <DeskPage
      seat={seat}
      title={`${practitioner.name} is closed`}
      place="/desk"
      path={[
        { label: 'Appointments', href: '/desk' },
        { label: 'Closed time', href: '/desk/closures' },
      ]}
      done={props.done}
    >
      {props.problem ? <Message tone="bad" title={props.problem} /> : undefined}
      <p class="lead">{stretchInWords(time, practitioner.zone)}</p>
      {affected.length === 0 ? (
        <Empty title={changes.length > 0 ? 'Nothing is left in this time.' : 'Nothing is booked in this time.'} />
      ) : (
        <Affected {...props} />
      )}
      {changes.length > 0 ? <CallList seat={seat} closureId={id} changes={changes} /> : undefined}
      <Card title="Open it again" id="open-again">
        <p class="soft">The time is offered as before. What was moved or cancelled stays so.</p>
        <DeskForm seat={seat} action={`/desk/closures/${id}/remove`} class="row">
          <button class="button button-quiet">Open this time again</button>
        </DeskForm>
      </Card>
    </DeskPage>
  );
}

function Affected({ seat, id, practitioner, affected, tell }: ClosurePageProps) {
  const silent = affected.filter(({ appointment }) => appointment.patient.email === undefined).length;
  return (
    <Card
      title={`${counted(affected.length, 'appointment')} in this time`}
      id="affected"
      end={
        <span class="row">
          <a class="button button-quiet button-small" href={`/desk/closures/${id}?fill=move#affected`}>
            Suggest new times
          </a>
          <a class="button button-quiet button-small" href={`/desk/closures/${id}?fill=cancel#affected`}>
            Cancel all
          </a>
        </span>
      }
    >
      <DeskForm seat={seat} action={`/desk/closures/${id}/settle`}>
        <ol class="list">
          {affected.map((line) => (
            <li class="closure-line">
              <AffectedChoice line={line} zone={practitioner.zone} />
            </li>
          ))}
        </ol>
        <Checkbox
          name="tell"
          label={`Tell everybody by email`}
          hint={
            silent > 0
              ? `${counted(silent, 'has', 'have')} no email address: they are listed afterwards, to be phoned.`
              : 'Whoever no mail reaches is listed afterwards, to be phoned.'
          }
          checked={tell}
        />
        <div class="row">
          <button class="button">Do as chosen</button>
          <span class="soft small">All of it, or nothing where one of them cannot be done.</span>
        </div>
      </DeskForm>
    </Card>
  );
}

function AffectedChoice({ line, zone }: { line: AffectedLine; zone: Zone }) {
  const { appointment, offers, chosen, problem } = line;
  const { id, patient, typeName, start, practitionerId } = appointment;
  const name = `do-${id}`;
  const choices = [
    { value: 'keep', label: 'Leave it for now' },
    ...offers.map((offer) => ({
      value: offer.value,
      label: `${offer.practitionerId === practitionerId ? 'Move to' : `To ${offer.practitionerName},`} ${shortDay(offer.start, offer.zone)}, ${clock(offer.start, offer.zone)}`,
    })),
    { value: 'cancel', label: 'Cancel it' },
  ];
  return (
    <>
      <label for={name} class="closure-who">
        <strong>
          <bdi>{patient.name}</bdi>
        </strong>
        <span class="soft small">
          <time datetime={machineTime(start)}>
            {shortDay(start, zone)}, {clockRange(appointment, zone)}
          </time>{' '}
          · {typeName}
          {patient.email === undefined ? ' · no email' : ''}
        </span>
      </label>
      <div class="field closure-choice">
        <select id={name} name={name} aria-invalid={problem ? 'true' : undefined}>
          {choices.map(({ value, label }) => (
            <option value={value} selected={value === chosen}>
              {label}
            </option>
          ))}
        </select>
        {problem ? <span class="field-error">{problem}</span> : undefined}
      </div>
    </>
  );
}
