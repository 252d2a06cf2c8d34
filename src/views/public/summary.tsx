/** What is being booked, beside the steps that book it. */
import type { Interval } from '../../domain/types.ts';
import { Fact, Facts, TypedText } from '../components.tsx';
import { lengthInWords } from '../format.ts';
import { Place } from './place.tsx';
import type { ShownType, ShownZones } from './shown.ts';
import { When } from './when.tsx';

export function Summary(props: {
  type: Pick<ShownType, 'name' | 'length' | 'location' | 'note'>;
  /** Undefined while any practitioner will do. */
  practitionerName: string | undefined;
  time?: Interval;
  zones?: ShownZones;
}) {
  const { type, practitionerName, time, zones } = props;
  return (
    <div class="stack">
      <h1 class="summary-title" dir="auto">
        {type.name}
      </h1>
      <Facts>
        <Fact icon="person" term="With">
          <span dir="auto">{practitionerName ?? 'First available practitioner'}</span>
        </Fact>
        {time && zones ? (
          <Fact icon="calendar" term="When">
            <When time={time} zones={zones} />
          </Fact>
        ) : undefined}
        <Fact icon="clock" term="Length">
          {lengthInWords(type.length)}
        </Fact>
        <Place location={type.location} />
      </Facts>
      {type.note ? <TypedText text={type.note} /> : undefined}
    </div>
  );
}
