/** Step three of set-up: the first appointment type and the weekly hours in which it can be booked. */
import { Card } from '../components.tsx';
import { ErrorSummary, FieldError, SelectField, TextField, type FieldErrors } from '../fields.tsx';
import { SetupPage } from './frame.tsx';

export const WEEKDAYS = [
  { key: 'MO', name: 'Monday' },
  { key: 'TU', name: 'Tuesday' },
  { key: 'WE', name: 'Wednesday' },
  { key: 'TH', name: 'Thursday' },
  { key: 'FR', name: 'Friday' },
  { key: 'SA', name: 'Saturday' },
  { key: 'SU', name: 'Sunday' },
] as const;

export type WeekdayKey = (typeof WEEKDAYS)[number]['key'];

/** Local times `HH:MM` as typed. */
export type DayHours = { readonly open: boolean; readonly from: string; readonly to: string };

export type TypeForm = {
  readonly name: string;
  readonly length: string;
  readonly padding: string;
  readonly locationKind: string;
  readonly locationText: string;
  readonly hours: Readonly<Record<WeekdayKey, DayHours>>;
};

const LABELS = {
  name: 'Name',
  length: 'Length',
  padding: 'Padding',
  ...Object.fromEntries(WEEKDAYS.map(({ key, name }) => [`hours-${key}`, name])),
};

export function TypeStep(props: { form: TypeForm; errors: FieldErrors; zone: string; patientWord: string }) {
  const { form, errors, zone } = props;
  return (
    <SetupPage
      step="Appointments"
      title="Your first appointment type"
      lead="What can be booked, and when. More types and exceptions can be added later."
    >
      <ErrorSummary errors={errors} labels={LABELS} />
      <form method="post" class="stack" novalidate data-once>
        <Card title="Appointment type">
          <TextField
            name="name"
            label="Name"
            placeholder="First visit"
            value={form.name}
            error={errors.name}
            maxlength={200}
          />
          <div class="fields">
            <TextField
              name="length"
              label="Length in minutes"
              hint={`What the ${props.patientWord} sees.`}
              type="number"
              inputmode="numeric"
              min={5}
              max={1440}
              short
              value={form.length}
              error={errors.length}
            />
            <TextField
              name="padding"
              label="Padding in minutes"
              hint="Kept free afterwards; never shown."
              type="number"
              inputmode="numeric"
              min={0}
              max={720}
              short
              value={form.padding}
              error={errors.padding}
            />
          </div>
          <div class="fields">
            <SelectField
              name="locationKind"
              label="Where it takes place"
              value={form.locationKind}
              error={errors.locationKind}
              options={[
                { value: 'address', label: 'In person' },
                { value: 'video', label: 'By video' },
                { value: 'phone', label: 'By phone' },
              ]}
            />
            <TextField
              name="locationText"
              label="Address, link or number"
              optional
              value={form.locationText}
              error={errors.locationText}
              maxlength={500}
            />
          </div>
        </Card>
        <Card title="Weekly hours">
          <p class="soft">
            Appointments can be booked within these hours, {zone.replaceAll('_', ' ')} time, where the calendar leaves
            room for the appointment and its padding.
          </p>
          <FieldError name="hours" error={errors.hours} />
          <div class="hours" id="hours">
            {WEEKDAYS.map(({ key, name }) => (
              <Day day={key} name={name} hours={form.hours[key]} error={errors[`hours-${key}`]} />
            ))}
          </div>
        </Card>
        <div class="row">
          <button class="button">Save and go on</button>
        </div>
      </form>
    </SetupPage>
  );
}

function Day({
  day,
  name,
  hours,
  error,
}: {
  day: WeekdayKey;
  name: string;
  hours: DayHours;
  error: string | undefined;
}) {
  const describedBy = error ? `hours-${day}-error` : undefined;
  const input = (end: 'from' | 'to', value: string) => (
    <input
      class="input"
      type="time"
      id={end === 'from' ? `hours-${day}` : undefined}
      name={`${end}-${day}`}
      value={value}
      aria-label={`${name} ${end}`}
      aria-invalid={error ? 'true' : undefined}
      aria-describedby={describedBy}
    />
  );
  return (
    <div class="hours-day">
      <label class="check" for={`open-${day}`}>
        <input type="checkbox" id={`open-${day}`} name={`open-${day}`} value="on" checked={hours.open} />
        <span>{name}</span>
      </label>
      <div class="hours-times">
        {input('from', hours.from)}
        <span aria-hidden="true">–</span>
        {input('to', hours.to)}
      </div>
      <FieldError name={`hours-${day}`} error={error} />
    </div>
  );
}
