/** Single things that need a person: a line each, with what mends it at its end. */
import type { Child } from 'hono/jsx';
import type { Appointment } from '../../domain/booking.ts';
import type { ClashCode } from '../../domain/clashes.ts';
import type { Instant, Zone } from '../../domain/types.ts';
import { dayAndClock } from '../format.ts';
import { apart } from '../words.ts';
import { DeskForm, type Seat } from './frame.tsx';
import { reasonInWords } from './reasons.tsx';

export type JobTrouble = {
  readonly id: string;
  readonly what: string;
  readonly problem: string;
  readonly nextAt: Instant | undefined;
};

export function Item({ title, end, children }: { title: string; end?: Child; children?: Child }) {
  return (
    <li>
      <div class="attention-words">
        <strong>{title}</strong>
        <div class="soft">{children}</div>
      </div>
      {end}
    </li>
  );
}

const WORDS: Readonly<Record<Exclude<ClashCode, 'busy'>, string>> = {
  'outside-openings': 'It lies outside the hours reserved for booking.',
  'opening-not-for-type': 'The hours at this time are reserved for other appointment types.',
  closed: reasonInWords({ code: 'closed' }, 'UTC'),
};

export function ClashItem({
  seat,
  clash: { appointment, codes },
}: {
  seat: Seat;
  clash: { readonly appointment: Appointment; readonly codes: readonly ClashCode[] };
}) {
  const { id, patient, start, zone, practitionerName } = appointment;
  return (
    <Item
      title={`${apart(patient.name)} on ${dayAndClock(start, zone)} clashes.`}
      end={
        <span class="row">
          <a class="button button-quiet button-small" href={`/desk/appointments/${id}/move`}>
            Move it
          </a>
          <a class="button button-quiet button-small" href={`/desk/appointments/${id}#cancel`}>
            Cancel it
          </a>
          <DeskForm seat={seat} action={`/desk/appointments/${id}/accept`} class="row">
            <button class="button button-quiet button-small">It is right</button>
          </DeskForm>
        </span>
      }
    >
      {codes.map((code) => (
        <p>{code === 'busy' ? `${practitionerName}’s calendar has something at this time.` : WORDS[code]}</p>
      ))}
    </Item>
  );
}

export function BouncedItem({ seat, appointment }: { seat: Seat; appointment: Appointment }) {
  const { patient, start, zone } = appointment;
  return (
    <Item
      title={`Mail to ${patient.name} bounced.`}
      end={
        <a class="button button-quiet button-small" href={`/desk/patients/${patient.id}`}>
          Mend the address
        </a>
      }
    >
      <p>
        The {seat.patientWord} is expected on {dayAndClock(start, zone)} and may know nothing of it.
        {patient.phone ? (
          <>
            {' '}
            Phone: <a href={`tel:${patient.phone.replaceAll(/[^\d+]/g, '')}`}>{patient.phone}</a>
          </>
        ) : undefined}
      </p>
    </Item>
  );
}

export function JobItem({ seat, job, zone }: { seat: Seat; job: JobTrouble; zone: Zone }) {
  const { id, what, problem, nextAt } = job;
  const givenUp = nextAt === undefined;
  return (
    <Item
      title={givenUp ? `${what} was given up.` : `${what} did not work yet.`}
      end={
        seat.role === 'practitioner' ? undefined : (
          <DeskForm seat={seat} action={`/desk/jobs/${id}`} class="row">
            <button class="button button-quiet button-small" name="do" value="again">
              Try now
            </button>
            {givenUp ? (
              <button class="button button-quiet button-small" name="do" value="let-go">
                Let it go
              </button>
            ) : undefined}
          </DeskForm>
        )
      }
    >
      <p>{problem}</p>
      {nextAt === undefined ? undefined : <p>It is tried again on {dayAndClock(nextAt, zone)}.</p>}
    </Item>
  );
}
