/** The other dates of a series, on the page of one of them. */
import type { Appointment } from '../../domain/booking.ts';
import type { Instant } from '../../domain/types.ts';
import { Badge, Card } from '../components.tsx';
import { Checkbox } from '../fields.tsx';
import { clock, machineTime, shortDay } from '../format.ts';
import { counted } from '../words.ts';
import { DeskForm, type Seat } from './frame.tsx';

export function Series(props: { seat: Seat; appointment: Appointment; series: readonly Appointment[]; now: Instant }) {
  const { seat, appointment, series, now } = props;
  const following = series.filter(
    ({ start, end, status }) => start >= appointment.start && end > now && status === 'confirmed',
  );
  return (
    <Card title={`One of ${series.length}`} id="series">
      <ul class="series-list">
        {series.map(({ id, start, zone, status }) => (
          <li class={status === 'cancelled' ? 'agenda-cancelled' : undefined}>
            <a href={`/desk/appointments/${id}`} aria-current={id === appointment.id ? 'page' : undefined}>
              <time class="agenda-time" datetime={machineTime(start)}>
                {shortDay(start, zone)}, {clock(start, zone)}
              </time>
            </a>
            {status === 'cancelled' ? <Badge tone="bad">Cancelled</Badge> : undefined}
          </li>
        ))}
      </ul>
      {following.length > 1 && appointment.status === 'confirmed' ? (
        <details>
          <summary>Cancel this one and all that follow</summary>
          <DeskForm seat={seat} action={`/desk/appointments/${appointment.id}/cancel-following`}>
            {appointment.patient.email === undefined ? undefined : (
              <Checkbox
                id="tell-following"
                name="tell"
                label={`Tell the ${seat.patientWord} in one mail about all of them`}
                checked
              />
            )}
            <div class="row">
              <button class="button button-danger">Cancel {counted(following.length, 'appointment')}</button>
            </div>
          </DeskForm>
        </details>
      ) : undefined}
    </Card>
  );
}
