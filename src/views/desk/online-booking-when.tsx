/** Cut-off and how far out, each with the sentence that says what it means today. */
import type { Child } from 'hono/jsx';
import type { Instant, LocalDate, Zone } from '../../domain/types.ts';
import { Card } from '../components.tsx';
import { SelectField, TextField, type FieldErrors } from '../fields.tsx';
import { dateInWords, dayAndClock, zoneName } from '../format.ts';
import type { BookingSettings } from './online-booking-page.tsx';

/** What cut-off and how far out come to for one practitioner at this moment. */
export type BoundsToday = {
  readonly name: string;
  readonly zone: Zone;
  readonly earliest: Instant;
  readonly lastDate: LocalDate;
  /** The first time that could be booked now. */
  readonly first: { readonly start: Instant; readonly typeName: string } | undefined;
};

type Bounds = { readonly bounds: readonly BoundsToday[] };
type WhenProps = { readonly settings: BookingSettings; readonly errors: FieldErrors };
type Worded = Bounds & { readonly patientWord: string };

export function When({ settings, bounds, patientWord, errors }: Worded & WhenProps) {
  return (
    <Card title="When" id="when">
      <div class="cutoff">
        <TextField
          name="cutoffAmount"
          label="Cut-off"
          type="number"
          inputmode="numeric"
          min={0}
          value={settings.cutoffAmount}
          error={errors.cutoffAmount}
        />
        <SelectField
          name="cutoffUnit"
          label="Unit"
          value={settings.cutoffUnit}
          error={errors.cutoffUnit}
          options={['minutes', 'hours', 'days'].map((unit) => ({ value: unit, label: unit }))}
        />
      </div>
      <div class="stack-tight" id="cutoff-today" data-picture>
        <PerPractitioner bounds={bounds}>
          {({ earliest, zone }) =>
            `An appointment that is booked now may start on ${dayAndClock(earliest, zone)} (${zoneName(zone, earliest)}) or later.`
          }
        </PerPractitioner>
        <FirstTime bounds={bounds} patientWord={patientWord} />
      </div>
      <TextField
        name="horizonDays"
        label="How far out, in days"
        type="number"
        inputmode="numeric"
        min={0}
        short
        value={settings.horizonDays}
        error={errors.horizonDays}
      />
      <div id="horizon-today" data-picture>
        <PerPractitioner bounds={bounds}>
          {({ lastDate }) => `Today the last bookable day is ${dateInWords(lastDate)}, all of it.`}
        </PerPractitioner>
      </div>
    </Card>
  );
}

export function FirstTime({ bounds, patientWord }: Worded) {
  return (
    <PerPractitioner bounds={bounds}>
      {({ first, zone }) =>
        first
          ? `The first time a ${patientWord} could book now is ${dayAndClock(first.start, zone)}: ${first.typeName}.`
          : 'No time can be booked now.'
      }
    </PerPractitioner>
  );
}

/** One sentence where all practitioners have the same, else one for each. */
function PerPractitioner({ bounds, children }: Bounds & { children: (bound: BoundsToday) => string }): Child {
  const sentences = bounds.map((bound) => ({ name: bound.name, words: children(bound) }));
  const same = new Set(sentences.map(({ words }) => words)).size === 1;
  return (
    <p class="hint" dir="auto">
      {same
        ? sentences[0]?.words
        : sentences.map(({ name, words }) => <span class="sentence">{`${name}: ${words} `}</span>)}
    </p>
  );
}
