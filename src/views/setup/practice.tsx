/** Step one of set-up: the practice, whose time is booked, and who runs the desk. */
import { Card } from '../components.tsx';
import { ErrorSummary, SelectField, TextField, type FieldErrors } from '../fields.tsx';
import { SetupPage } from './frame.tsx';

export type PracticeForm = {
  readonly practiceName: string;
  readonly phone: string;
  readonly email: string;
  readonly practitionerName: string;
  readonly zone: string;
  readonly ownerEmail: string;
};

export const EMPTY_PRACTICE: PracticeForm = {
  practiceName: '',
  phone: '',
  email: '',
  practitionerName: '',
  zone: '',
  ownerEmail: '',
};

const LABELS = {
  practiceName: 'Practice',
  phone: 'Contact phone',
  email: 'Contact email',
  practitionerName: 'Practitioner',
  zone: 'Time zone',
  ownerEmail: 'Your email',
};

export function PracticeStep({
  form,
  errors,
  zones,
}: {
  form: PracticeForm;
  errors: FieldErrors;
  zones: readonly string[];
}) {
  return (
    <SetupPage
      step="Practice"
      title="Your practice"
      lead="Five short steps to a booking link. Everything can be changed later."
    >
      <ErrorSummary errors={errors} labels={LABELS} />
      <form method="post" class="stack" novalidate data-once>
        <Card title="The practice">
          <TextField
            name="practiceName"
            label="Name of the practice"
            value={form.practiceName}
            error={errors.practiceName}
            autocomplete="organization"
            maxlength={200}
          />
          <div class="fields">
            <TextField
              name="phone"
              label="Contact phone"
              type="tel"
              hint="Shown where patients cannot go on alone."
              value={form.phone}
              error={errors.phone}
              autocomplete="tel"
            />
            <TextField
              name="email"
              label="Contact email"
              type="email"
              hint="Answers to mails come here."
              value={form.email}
              error={errors.email}
              autocomplete="email"
            />
          </div>
        </Card>
        <Card title="The practitioner">
          <p class="soft">Whose time is booked. More can be added later.</p>
          <TextField
            name="practitionerName"
            label="Name, as patients see it"
            value={form.practitionerName}
            error={errors.practitionerName}
            autocomplete="name"
            maxlength={200}
          />
          <SelectField
            name="zone"
            label="Time zone"
            hint="Weekly hours are meant in this zone, summer and winter."
            value={form.zone}
            error={errors.zone}
            options={[
              { value: '', label: 'Choose a time zone' },
              ...zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })),
            ]}
          />
        </Card>
        <Card title="You">
          <TextField
            name="ownerEmail"
            label="Your email"
            type="email"
            hint="You sign in with it, and are told of bookings there."
            value={form.ownerEmail}
            error={errors.ownerEmail}
            autocomplete="email"
          />
        </Card>
        <div class="row">
          <button class="button">Save and go on</button>
        </div>
      </form>
    </SetupPage>
  );
}
