/** Settings that are off or the usual at first: most appointments a day, what a calendar that cannot be read does, the reminder. */
import { Card } from '../components.tsx';
import { SelectField, TextField, type FieldErrors } from '../fields.tsx';
import { counted } from '../words.ts';
import type { Seat } from './frame.tsx';
import type { BookingSettings } from './online-booking-page.tsx';

type Props = { readonly seat: Seat; readonly settings: BookingSettings; readonly errors: FieldErrors };

export function LimitSettings({ seat, settings, errors }: Props) {
  return (
    <Card title="Limits" id="limits">
      <p class="soft">Most appointments a day. Empty: as many as there is time for.</p>
      {settings.notify.map(({ id, name, dailyLimit }) => (
        <TextField
          name={`limit-${id}`}
          label={`Most a day for ${name}`}
          type="number"
          inputmode="numeric"
          min={1}
          short
          optional
          value={dailyLimit}
          error={errors[`limit-${id}`]}
        />
      ))}
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

const HOUR = 60;
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
        options={[{ value: '', label: 'No reminder' }, ...chosen.map((value) => ({ value, label: before(value) }))]}
      />
    </Card>
  );
}

function before(minutes: string): string {
  const whole = Number(minutes);
  if (whole % HOUR !== 0) return `${counted(whole, 'minute')} before`;
  const hours = whole / HOUR;
  return `${hours > 24 && hours % 24 === 0 ? counted(hours / 24, 'day') : counted(hours, 'hour')} before`;
}
