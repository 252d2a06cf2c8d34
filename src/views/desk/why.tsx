/** Why a time is or is not offered, type by type: the same rules as the slot list, in sentences, and to whom it looks how. */
import type { Appointment } from '../../domain/booking.ts';
import type { DrawnTime } from '../../domain/drawn.ts';
import type { AppointmentType, Instant, Reason, Zone } from '../../domain/types.ts';
import { Icon } from '../icons.tsx';
import { clockRange, dayAndClock } from '../format.ts';
import { reasonInWords } from './reasons.tsx';

export type WhyProps = {
  readonly start: Instant;
  readonly zone: Zone;
  readonly patientWord: string;
  readonly types: readonly { readonly type: AppointmentType; readonly reasons: readonly Reason[] }[];
  /** Where what is reserved at this time is changed. */
  readonly openings: readonly { readonly href: string; readonly words: string }[];
  /** Reserved at this time in a calendar, where it is changed. */
  readonly drawn: readonly DrawnTime[];
  readonly appointments: readonly Appointment[];
};

export function Why({ start, zone, patientWord, types, openings, drawn, appointments }: WhyProps) {
  const open = types.filter(({ reasons }) => reasons.length === 0);
  const closed = grouped(
    types.filter(({ reasons }) => reasons.length > 0),
    zone,
  );
  return (
    <div class="stack-tight why" id="why-answer">
      <h2 class="why-time" tabindex={-1}>
        {dayAndClock(start, zone)}
      </h2>
      {types.length === 0 ? <p>There is no appointment type that could be booked.</p> : undefined}
      <ul class="why-list">
        {open.map(({ type }) => (
          <li class="why-open">
            <Icon name="check" />
            <span>
              <strong dir="auto">{type.name}</strong>: {offeredTo(type, patientWord)}
            </span>
          </li>
        ))}
        {closed.map(({ names, sentences }) => (
          <li class="why-closed">
            <Icon name="alert" />
            <div>
              <strong dir="auto">
                {names.length === types.length && names.length > 1 ? 'All types' : names.join(', ')}
              </strong>
              : not offered.
              <ul class="plain-list">
                {sentences.map((sentence) => (
                  <li>{sentence}</li>
                ))}
              </ul>
            </div>
          </li>
        ))}
      </ul>
      {appointments.map((appointment) => (
        <p>
          <a href={`/desk/appointments/${appointment.id}`}>
            Appointment of <bdi>{appointment.patient.name}</bdi>
          </a>
          , {clockRange(appointment, zone)}
        </p>
      ))}
      {drawn.map((each) => (
        <p>
          Reserved in the calendar “<bdi>{each.calendar}</bdi>”, {clockRange(each, zone)}. It is changed there.
        </p>
      ))}
      {openings.map(({ href, words }) => (
        <p>
          <a href={href}>Change this reserved time</a> ({words})
        </p>
      ))}
    </div>
  );
}

/** Whom an open time is offered to. */
function offeredTo({ audience }: AppointmentType, patientWord: string): string {
  return audience === 'existing'
    ? `offered to existing ${patientWord}s, through a personal link.`
    : 'offered to everyone with the booking link.';
}

type Closed = { readonly names: string[]; readonly sentences: readonly string[] };

/** Types that are closed for the same reasons are said once. */
function grouped(types: WhyProps['types'], zone: Zone): Closed[] {
  const groups = new Map<string, Closed>();
  for (const { type, reasons } of types) {
    const sentences = [...new Set(reasons.map((reason) => reasonInWords(reason, zone)))];
    const key = sentences.join('\n');
    const group = groups.get(key) ?? { names: [], sentences };
    group.names.push(type.name);
    groups.set(key, group);
  }
  return [...groups.values()];
}
