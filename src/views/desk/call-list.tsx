/** What was done about the appointments of a closed stretch, and whom to phone, ticked off one by one. */
import type { Appointment } from '../../domain/booking.ts';
import type { Instant } from '../../domain/types.ts';
import { Badge, Card } from '../components.tsx';
import { clock, shortDay } from '../format.ts';
import { DeskForm, type Seat } from './frame.tsx';

export type Called = {
  readonly change: {
    readonly what: 'moved' | 'cancelled' | 'replaced';
    readonly toCall: boolean;
    readonly calledAt: Instant | undefined;
  };
  readonly appointment: Appointment;
  readonly replacedBy: Appointment | undefined;
};

export function CallList({ seat, closureId, changes }: { seat: Seat; closureId: string; changes: readonly Called[] }) {
  const calls = changes.filter(({ change }) => change.toCall);
  const told = changes.filter(({ change }) => !change.toCall);
  const open = calls.filter(({ change }) => change.calledAt === undefined).length;
  return (
    <>
      {calls.length > 0 ? (
        <Card
          title="To phone"
          id="calls"
          end={open > 0 ? <Badge tone="warn">{open} left</Badge> : <Badge tone="good">All reached</Badge>}
        >
          <ul class="list">
            {calls.map((one) => (
              <li>
                <Words one={one} />
                <Call seat={seat} closureId={closureId} one={one} />
              </li>
            ))}
          </ul>
        </Card>
      ) : undefined}
      {told.length > 0 ? (
        <Card title="Told by email" id="told">
          <ul class="list">
            {told.map((one) => (
              <li>
                <Words one={one} />
              </li>
            ))}
          </ul>
        </Card>
      ) : undefined}
    </>
  );
}

function Words({ one: { change, appointment, replacedBy } }: { one: Called }) {
  const now = replacedBy ?? appointment;
  const words = {
    moved: `Moved to ${shortDay(now.start, now.zone)}, ${clock(now.start, now.zone)}`,
    replaced: `Now with ${now.practitionerName} on ${shortDay(now.start, now.zone)}, ${clock(now.start, now.zone)}`,
    cancelled: 'Cancelled',
  };
  return (
    <span class="closure-who">
      <a href={`/desk/appointments/${now.id}`}>
        <bdi>{appointment.patient.name}</bdi>
      </a>
      <span class="soft small">{words[change.what]}</span>
    </span>
  );
}

function Call({ seat, closureId, one }: { seat: Seat; closureId: string; one: Called }) {
  const { id, patient } = one.appointment;
  const reached = one.change.calledAt !== undefined;
  return (
    <span class="row">
      {patient.phone ? (
        <a href={`tel:${patient.phone.replaceAll(/[^\d+]/g, '')}`}>{patient.phone}</a>
      ) : (
        <span class="soft">No phone number</span>
      )}
      <DeskForm seat={seat} action={`/desk/closures/${closureId}/called`} class="row">
        <input type="hidden" name="appointment" value={id} />
        <button class="button button-quiet button-small" name="reached" value={reached ? 'no' : 'yes'}>
          {reached ? 'Reached; undo' : 'Reached'}
        </button>
      </DeskForm>
    </span>
  );
}
