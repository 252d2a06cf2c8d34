/** Closed stretches that are not over, and the form that closes another: a sick day, a holiday. */
import type { Instant, Interval, Zone } from '../../domain/types.ts';
import { Card, Empty } from '../components.tsx';
import { ErrorSummary, SelectField, TextField, type FieldErrors } from '../fields.tsx';
import { clock, day, zoneName } from '../format.ts';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';

export type ClosureForm = {
  readonly practitioner: string;
  readonly fromDay: string;
  /** Empty: from the first minute of the day. */
  readonly fromClock: string;
  readonly toDay: string;
  /** Empty: until the end of the day. */
  readonly toClock: string;
};

export function ClosuresPage(props: {
  seat: Seat;
  practitioners: readonly { readonly id: string; readonly name: string; readonly zone: Zone }[];
  closures: readonly (Interval & { readonly id: string; readonly practitionerId: string })[];
  form: ClosureForm;
  errors: FieldErrors;
  done?: string | undefined;
}) {
  const { seat, practitioners, closures, form, errors } = props;
  const whose = (id: string) => practitioners.find((one) => one.id === id);
  return (
    <DeskPage
      seat={seat}
      title="Closed time"
      place="/desk"
      path={[{ label: 'Appointments', href: '/desk' }]}
      done={props.done}
    >
      <p class="lead">
        A sick day, a holiday: nothing is offered in closed time. What is booked in it stays until you say what becomes
        of it.
      </p>
      <ErrorSummary errors={errors} />
      <div class="two">
        <Card title="Close time" id="close">
          <DeskForm seat={seat} action="/desk/closures">
            <SelectField
              name="practitioner"
              label="Whose"
              value={form.practitioner}
              options={practitioners.map(({ id, name }) => ({ value: id, label: name }))}
            />
            <div class="fields">
              <TextField name="fromDay" label="From" type="date" value={form.fromDay} error={errors.fromDay} />
              <TextField
                name="fromClock"
                label="At"
                type="time"
                value={form.fromClock}
                hint="Empty: all day"
                optional
              />
              <TextField name="toDay" label="Until" type="date" value={form.toDay} error={errors.toDay} />
              <TextField name="toClock" label="At" type="time" value={form.toClock} hint="Empty: all day" optional />
            </div>
            <div class="row">
              <button class="button">Close this time</button>
            </div>
          </DeskForm>
        </Card>
        <section class="stack-tight" aria-label="Closed now and later">
          <h2>Closed now and later</h2>
          {closures.length === 0 ? <Empty title="Nothing is closed." /> : undefined}
          {closures.length === 0 ? undefined : (
            <ul class="agenda">
              {closures.map(({ id, practitionerId, start, end }) => (
                <li>
                  <a class="agenda-line people-line" href={`/desk/closures/${id}`}>
                    <span class="agenda-name">{whose(practitionerId)?.name}</span>
                    <span>{stretchInWords({ start, end }, whose(practitionerId)?.zone ?? 'UTC')}</span>
                  </a>
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>
    </DeskPage>
  );
}

/** `Tuesday, March 2, 2027, all day`, or from when until when. */
export function stretchInWords({ start, end }: Interval, zone: Zone): string {
  const midnight = (at: Instant) => clock(at, zone) === '12:00 AM';
  const last = (end - 1) as Instant; // the last moment of it
  if (midnight(start) && midnight(end)) {
    return day(start, zone) === day(last, zone)
      ? `${day(start, zone)}, all day`
      : `${day(start, zone)} to ${day(last, zone)}`;
  }
  const until = day(start, zone) === day(end, zone) ? clock(end, zone) : `${day(end, zone)}, ${clock(end, zone)}`;
  return `${day(start, zone)}, ${clock(start, zone)} to ${until} (${zoneName(zone, start)})`;
}
