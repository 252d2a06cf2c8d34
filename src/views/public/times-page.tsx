/** Third step: the day and the time. Choosing a time is a POST, since it keeps the slot. */
import { Message } from '../components.tsx';
import type { Instant, Zone } from '../../domain/types.ts';
import { machineTime } from '../format.ts';
import { FIRST_AVAILABLE, holdAddress, PERSONAL, practiceAddress, timesAddress } from './addresses.ts';
import { Picker, TimeWords, type PickerData, type PickerProps } from './picker.tsx';
import { Contact, PublicFrame } from './public-frame.tsx';
import type { ShownPractice, ShownPractitioner, ShownType } from './shown.ts';
import { Summary } from './summary.tsx';
import { PageNotice } from './types-page.tsx';
import { ZoneChoice, zoneSentence } from './zone-choice.tsx';

export type TimesPageProps = {
  readonly practice: ShownPractice;
  readonly type: ShownType;
  /** Undefined: first available. */
  readonly practitioner: ShownPractitioner | undefined;
  readonly practitionerZone: Zone;
  /** Known once the patient chose one, or the script found it. */
  readonly patientZone: Zone | undefined;
  readonly picker: PickerData;
  readonly now: Instant;
  /** Times cannot be shown: a calendar has not been read for too long. */
  readonly unknown: boolean;
  /** Why one is here again: the time was taken in the meantime, or kept for too long. */
  readonly notice?: string;
  readonly severalTypes: boolean;
  readonly visit: string;
};

export function TimesPage(props: TimesPageProps) {
  const { practice, type, practitioner, patientZone, picker, now, visit } = props;
  const slug = practitioner?.slug ?? FIRST_AVAILABLE;
  const at: PickerProps['at'] = (query) =>
    timesAddress(practice, slug, { type: type.id, ...query, zone: patientZone, visit });
  const inPerson = type.location?.kind !== 'video' && type.location?.kind !== 'phone';
  return (
    <PublicFrame practice={practice} title={`Choose a time for ${type.name}`} wide script="openhours.js" hidden>
      {props.notice ? <Message tone="warn">{props.notice}</Message> : undefined}
      <div class="beside">
        <aside class="stack">
          {props.severalTypes ? (
            <p>
              <a href={practiceAddress(practice)}>All appointment types</a>
            </p>
          ) : undefined}
          <Summary type={type} practitionerName={practitioner?.name} />
        </aside>
        <div class="card" id="swap" data-detect={patientZone ? undefined : visit}>
          {props.unknown ? (
            <Unknown practice={practice} />
          ) : (
            <Picker
              {...picker}
              at={at}
              renderTimes={(times) => (
                <form class="stack" method="post" action={holdAddress(practice, slug)}>
                  <input type="hidden" name="type" value={type.id} />
                  <input type="hidden" name="zone" value={patientZone ?? ''} />
                  <input type="hidden" name="visit" value={visit} />
                  {times}
                </form>
              )}
              renderTime={(slot) => (
                <button
                  class="time"
                  name="start"
                  value={machineTime(slot.start)}
                  formaction={practitioner ? undefined : holdAddress(practice, slot.practitioner.slug)}
                >
                  <TimeWords slot={slot} zones={picker.zones} withName={!practitioner} />
                </button>
              )}
              zoneChoice={
                <ZoneChoice
                  action={timesAddress(practice, slug, {})}
                  chosen={patientZone ?? props.practitionerZone}
                  practitioner={props.practitionerZone}
                  now={now}
                  keep={{ type: type.id, visit, [PERSONAL]: practice.personal }}
                  sentence={zoneSentence(picker.zones, now, inPerson)}
                />
              }
            />
          )}
        </div>
      </div>
      {practice.pageNotice ? <PageNotice text={practice.pageNotice} /> : undefined}
      <p class="unseen" role="status" id="swap-status" />
    </PublicFrame>
  );
}

function Unknown({ practice }: { practice: ShownPractice }) {
  return (
    <div class="stack">
      <h2>Open times cannot be shown right now</h2>
      <p class="soft">We would rather show no time than one that may be taken. Please try again a little later.</p>
      <Contact practice={practice} lead="If it cannot wait, please contact" />
    </div>
  );
}
