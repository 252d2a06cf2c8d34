/** The dates of a series before anything is booked: what speaks against each, and what to do about it. */
import type { BookingRefusal } from '../../domain/refusal.ts';
import { SERIES } from '../../domain/series.ts';
import type { Instant, Minutes, Slot, Zone } from '../../domain/types.ts';
import { Badge, Card, Fact, Facts, Message } from '../components.tsx';
import { SelectField, TextField } from '../fields.tsx';
import { clock, day, lengthInWords, machineTime, shortDay, zoneName } from '../format.ts';
import { counted } from '../words.ts';
import type { BookChoice, PersonForm } from './book-page.tsx';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';
import { reasonInWords } from './reasons.tsx';

export type SeriesDate = {
  /** As the rule of the series gives it. */
  readonly start: Instant;
  readonly refusal: BookingRefusal | undefined;
  readonly others: readonly Slot[];
  /** `take`, `anyway`, `skip`, or another time as {@link machineTime} writes it; undefined: not chosen yet. */
  readonly choice: string | undefined;
  /** Why the choice was not taken. */
  readonly problem: string | undefined;
};

export type SeriesPageProps = {
  readonly seat: Seat;
  readonly choice: BookChoice;
  readonly what: {
    readonly typeName: string;
    readonly length: Minutes;
    readonly practitionerName: string;
    readonly zone: Zone;
  };
  readonly form: PersonForm;
  readonly dates: readonly SeriesDate[];
  readonly problem: string | undefined;
};

export function SeriesPage({ seat, choice, what, form, dates, problem }: SeriesPageProps) {
  const conflicts = dates.filter(({ refusal }) => refusal !== undefined).length;
  const { zone } = what;
  const fields = { ...choice, name: form.name, email: form.email, phone: form.phone, note: form.note };
  return (
    <DeskPage
      seat={seat}
      title="Check the dates"
      place="/desk/book"
      path={[{ label: `Book for a ${seat.patientWord}`, href: '/desk/book' }]}
    >
      {problem ? <Message tone="bad" title={problem} /> : undefined}
      {conflicts > 0 ? (
        <Message
          tone="warn"
          title={`${counted(conflicts, 'date has', 'dates have')} something against ${conflicts === 1 ? 'it' : 'them'}.`}
        >
          <p>Say what to do with each. Nothing is booked yet.</p>
        </Message>
      ) : (
        <Message tone="good" title="All dates are open. Nothing is booked yet." />
      )}
      <div class="beside">
        <aside>
          <Card>
            <Facts>
              <Fact icon="person" term="For">
                <bdi>{form.name}</bdi>
              </Fact>
              <Fact icon="calendar" term="What">
                {what.typeName}
                <br />
                <span class="soft">
                  {lengthInWords(what.length)} with {what.practitionerName}
                </span>
              </Fact>
              <Fact icon="clock" term="Times">
                {dates[0] ? zoneName(zone, dates[0].start) : zone}
              </Fact>
            </Facts>
          </Card>
        </aside>
        <DeskForm seat={seat} action="/desk/series">
          {Object.entries(fields).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          {form.tell ? <input type="hidden" name="tell" value="on" /> : undefined}
          <ol class="agenda series-dates">
            {dates.map((date, index) => (
              <li class="series-date">
                <DateLine date={date} index={index} zone={zone} />
              </li>
            ))}
          </ol>
          <div class="row">
            <button class="button">Book these dates</button>
            <span class="soft small">
              {form.tell && form.email
                ? `The ${seat.patientWord} gets one mail about all of them.`
                : `The ${seat.patientWord} gets no mail.`}
            </span>
          </div>
        </DeskForm>
      </div>
    </DeskPage>
  );
}

function DateLine({ date, index, zone }: { date: SeriesDate; index: number; zone: Zone }) {
  const { start, refusal, others, problem } = date;
  const name = `do-${index}`;
  const chosen = date.choice ?? (refusal ? 'skip' : 'take');
  const choices = [
    ...(refusal === undefined ? [{ value: 'take', label: 'Book it' }] : []),
    ...(refusal?.code === 'needs-confirmation' ? [{ value: 'anyway', label: 'Book it anyway' }] : []),
    ...others.map((slot) => ({
      value: machineTime(slot.start),
      label: `Instead ${shortDay(slot.start, zone)}, ${clock(slot.start, zone)}`,
    })),
    { value: 'skip', label: 'Leave it out' },
  ];
  return (
    <>
      <input type="hidden" name={`at-${index}`} value={machineTime(start)} />
      <div class="series-when">
        <label for={name}>
          <time datetime={machineTime(start)}>
            {day(start, zone)}, {clock(start, zone)}
          </time>
        </label>
        {refusal ? (
          <ul class="plain-list small series-why" id={`${name}-why`}>
            {refusalLines(refusal, zone).map((line) => (
              <li>{line}</li>
            ))}
          </ul>
        ) : (
          <span>
            <Badge tone="good">Open</Badge>
          </span>
        )}
      </div>
      <div class="field">
        <select
          id={name}
          name={name}
          aria-describedby={refusal ? `${name}-why` : undefined}
          aria-invalid={problem ? 'true' : undefined}
        >
          {choices.map(({ value, label }) => (
            <option value={value} selected={value === chosen}>
              {label}
            </option>
          ))}
        </select>
        {problem ? <span class="field-error">{problem}</span> : undefined}
      </div>
    </>
  );
}

/** Sentences for staff. */
export function refusalLines({ code, warnings, reasons }: BookingRefusal, zone: Zone): string[] {
  const said = (warnings ?? reasons ?? []).map((reason) => reasonInWords(reason, zone));
  if (said.length > 0) return [...new Set(said)];
  return [code === 'in-the-past' ? 'This time is over.' : 'This time cannot be had.'];
}

/** On the page of who it is for: once, or how often and how many. */
export function RepeatFields({ repeat, count, error }: { repeat: string; count: string; error: string | undefined }) {
  return (
    <div class="fields-narrow">
      <SelectField
        name="repeat"
        label="Repeat"
        value={repeat}
        options={[
          { value: '', label: 'Only this once' },
          { value: '1', label: 'Every week' },
          { value: '2', label: 'Every 2 weeks' },
          { value: '4', label: 'Every 4 weeks' },
        ]}
        optional
      />
      <TextField
        name="count"
        label="How many"
        type="number"
        min={SERIES.count.min}
        max={SERIES.count.max}
        value={count}
        error={error}
        optional
      />
    </div>
  );
}
