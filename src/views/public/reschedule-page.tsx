/** Moving an appointment: the same picker, then one question. Only the last step changes anything. */
import type { Instant, Interval, Zone } from '../../domain/types.ts';
import { Card, Fact, Facts, Message } from '../components.tsx';
import { machineTime } from '../format.ts';
import { manageAddress } from './addresses.ts';
import { AppointmentFacts } from './appointment-facts.tsx';
import { Policy } from './details-page.tsx';
import { Picker, TimeWords, type PickerData } from './picker.tsx';
import { Contact, PublicFrame } from './public-frame.tsx';
import type { ShownAppointment, ShownPractice, ShownZones } from './shown.ts';
import { When } from './when.tsx';
import { ZoneChoice, zoneSentence } from './zone-choice.tsx';

export type ReschedulePageProps = {
  readonly practice: ShownPractice;
  readonly token: string;
  readonly appointment: ShownAppointment;
  readonly patientZone: Zone;
  readonly picker: PickerData;
  readonly now: Instant;
  readonly unknown: boolean;
  readonly problem?: string;
};

export function ReschedulePage(props: ReschedulePageProps) {
  const { practice, token, appointment, picker, now, patientZone } = props;
  const inPerson = appointment.location?.kind !== 'video' && appointment.location?.kind !== 'phone';
  return (
    <PublicFrame practice={practice} title="Move your appointment" wide script="openhours.js" hidden>
      {props.problem ? <Message tone="warn">{props.problem}</Message> : undefined}
      <div class="beside">
        <aside class="stack">
          <p>
            <a href={manageAddress(token)}>Keep it as it is</a>
          </p>
          <h1>Move your appointment</h1>
          <AppointmentFacts appointment={appointment} />
        </aside>
        <div class="card" id="swap">
          {props.unknown ? (
            <Contact
              practice={practice}
              lead="Open times cannot be shown right now. Please try again later, or contact"
            />
          ) : (
            <Picker
              {...picker}
              at={(query) => manageAddress(token, 'reschedule', { ...query, zone: patientZone })}
              renderTime={(slot) => (
                <a
                  class="time"
                  rel="nofollow"
                  href={manageAddress(token, 'reschedule/confirm', {
                    start: machineTime(slot.start),
                    zone: patientZone,
                  })}
                >
                  <TimeWords slot={slot} zones={picker.zones} withName={false} />
                </a>
              )}
              zoneChoice={
                <ZoneChoice
                  action={manageAddress(token, 'reschedule')}
                  chosen={patientZone}
                  practitioner={appointment.zone}
                  now={now}
                  keep={{}}
                  sentence={zoneSentence(picker.zones, now, inPerson)}
                />
              }
            />
          )}
        </div>
      </div>
      <p class="unseen" role="status" id="swap-status" />
    </PublicFrame>
  );
}

export function RescheduleConfirmPage(props: {
  practice: ShownPractice;
  token: string;
  appointment: ShownAppointment;
  to: Interval;
  zones: ShownZones;
  patientZone: Zone;
}) {
  const { practice, token, appointment, to, zones, patientZone } = props;
  return (
    <PublicFrame practice={practice} title="Move your appointment" hidden>
      <h1>Move your appointment?</h1>
      <Card>
        <Facts>
          <Fact icon="calendar" term="From">
            <When time={appointment} zones={zones} />
          </Fact>
          <Fact icon="next" term="To">
            <When time={to} zones={zones} />
          </Fact>
        </Facts>
        {practice.policyText ? <Policy text={practice.policyText} /> : undefined}
        <form class="row" method="post" action={manageAddress(token, 'reschedule')} data-once="">
          <input type="hidden" name="start" value={machineTime(to.start)} />
          <button class="button">Move appointment</button>
          <a class="button button-quiet" href={manageAddress(token, 'reschedule', { zone: patientZone })}>
            Choose another time
          </a>
        </form>
      </Card>
    </PublicFrame>
  );
}
