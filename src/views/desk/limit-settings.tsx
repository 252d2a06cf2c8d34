/** Settings that are off or the usual at first: most appointments a day, how long a slot is kept, how fresh calendars are, the reminder. */
import { Card } from '../components.tsx';
import { SelectField, TextField, type FieldErrors } from '../fields.tsx';
import { apart, counted } from '../words.ts';
import type { Seat } from './frame.tsx';
import type { BookingSettings } from './online-booking-page.tsx';

const HOUR = 60;

type Props = { readonly seat: Seat; readonly settings: BookingSettings; readonly errors: FieldErrors };

export function LimitSettings({ seat, settings, errors }: Props) {
  return (
    <Card title="Limits" id="limits">
      <p class="soft">Most appointments a day. Empty: as many as there is time for.</p>
      {settings.notify.map(({ id, name, dailyLimit }) => (
        <TextField
          name={`limit-${id}`}
          label={`Most a day for ${apart(name)}`}
          type="number"
          inputmode="numeric"
          min={1}
          short
          optional
          value={dailyLimit}
          error={errors[`limit-${id}`]}
        />
      ))}
      <DurationField
        name="holdLength"
        label="Keep a slot while the form is filled in"
        hint={`So long nobody else can take the time that a ${seat.patientWord} chose.`}
        value={settings.holdLength}
        usual={[5, 10, 15, 20, 30]}
        error={errors.holdLength}
      />
    </Card>
  );
}

/** How fresh calendars must be. */
export function CalendarSettings({ seat, settings, errors }: Props) {
  return (
    <Card title="How fresh calendars are" id="fresh">
      <DurationField
        name="feedInterval"
        label="Read calendar feeds every"
        value={settings.feedInterval}
        usual={[5, 10, 15, 30, HOUR]}
        error={errors.feedInterval}
      />
      <DurationField
        name="liveRead"
        label="Read once more before confirming, when the last reading is older than"
        value={settings.liveRead}
        usual={[5, 10, 15, 30, HOUR, 2 * HOUR]}
        error={errors.liveRead}
      />
      <DurationField
        name="closingLimit"
        label="Offer nothing when the last good reading is older than"
        hint="Of a calendar that blocks time. The practitioner is told why."
        value={settings.closingLimit}
        usual={[1, 4, 12, 24, 48, 72, 168].map((hours) => hours * HOUR)}
        error={errors.closingLimit}
      />
      <SelectField
        name="staleBooking"
        label="When a calendar cannot be read while somebody confirms"
        hint="A slot may have been shown or kept while the calendar was still fresh."
        value={settings.staleBooking}
        error={errors.staleBooking}
        options={[
          { value: 'refuse', label: `Refuse, and ask the ${seat.patientWord} to try again later` },
          { value: 'verify', label: 'Accept, and mark the appointment for you to verify' },
        ]}
      />
    </Card>
  );
}

const USUAL = [1, 2, 4, 12, 24, 48, 72, 7 * 24].map((hours) => String(hours * HOUR));

export function ReminderSetting({ seat, settings, errors }: Props) {
  const { reminder } = settings;
  // One that a program chose is kept.
  const chosen = reminder === '' || USUAL.includes(reminder) ? USUAL : [reminder, ...USUAL];
  return (
    <Card title="Reminder" id="reminder">
      <SelectField
        name="reminder"
        label={`Remind the ${seat.patientWord} by email`}
        hint="Holds for appointments that are booked or moved from now on; without a reminder, for all."
        optional
        value={reminder}
        error={errors.reminder}
        options={[
          { value: '', label: 'No reminder' },
          ...chosen.map((value) => ({ value, label: `${inWords(value)} before` })),
        ]}
      />
    </Card>
  );
}

/** A choice of usual lengths; one that a program chose is kept. */
function DurationField(props: {
  name: string;
  label: string;
  hint?: string;
  value: string;
  usual: readonly number[];
  error: string | undefined;
}) {
  const { value, usual, ...field } = props;
  const values = usual.map(String);
  const all = values.includes(value) ? values : [value, ...values];
  return <SelectField {...field} value={value} options={all.map((each) => ({ value: each, label: inWords(each) }))} />;
}

function inWords(minutes: string): string {
  const whole = Number(minutes);
  if (whole % HOUR !== 0) return counted(whole, 'minute');
  const hours = whole / HOUR;
  return hours > 24 && hours % 24 === 0 ? counted(hours / 24, 'day') : counted(hours, 'hour');
}
