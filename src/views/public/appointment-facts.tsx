/** The facts of a booked appointment, as its patient may see them. */
import { Fact, Facts } from '../components.tsx';
import { lengthInWords } from '../format.ts';
import { Place } from './place.tsx';
import { shownZones, type ShownAppointment } from './shown.ts';
import { When } from './when.tsx';

export function AppointmentFacts({ appointment }: { appointment: ShownAppointment }) {
  const zones = shownZones(appointment.location, appointment.patientZone, appointment.zone);
  return (
    <Facts>
      <Fact icon="calendar" term="When">
        <When time={appointment} zones={zones} />
      </Fact>
      <Fact icon="person" term="With">
        <span dir="auto">{appointment.practitionerName}</span>
      </Fact>
      <Fact icon="clock" term="What">
        <span dir="auto">{appointment.typeName}</span>, {lengthInWords(appointment.length)}
      </Fact>
      <Place location={appointment.location} />
    </Facts>
  );
}
