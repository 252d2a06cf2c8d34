/** The fields of an appointment type. What belongs to another choice is put away, and the server does not look at it. */
import { COLOURS } from '../../domain/colours.ts';
import { LIMITS } from '../../domain/settings.ts';
import { Card } from '../components.tsx';
import { Checkbox, FieldError, SelectField, TextArea, TextField, type FieldErrors } from '../fields.tsx';
import { capital } from '../words.ts';

/** As typed. */
export type TypeForm = {
  readonly name: string;
  readonly length: string;
  readonly padding: string;
  readonly colour: string;
  readonly state: string;
  readonly audience: string;
  readonly starts: string;
  readonly every: string;
  readonly locationKind: string;
  readonly locationText: string;
  readonly note: string;
  readonly offeredBy: string;
  readonly practitioners: readonly string[];
};

export type Offering = { readonly id: string; readonly name: string };

type Props = {
  readonly form: TypeForm;
  readonly errors: FieldErrors;
  readonly patientWord: string;
  readonly practitioners: readonly Offering[];
};

export function TypeFields(props: Props) {
  return (
    <>
      <Main {...props} />
      <Where {...props} />
      <Starts {...props} />
      <Who {...props} />
    </>
  );
}

function Main({ form, errors, patientWord }: Props) {
  return (
    <Card>
      <TextField name="name" label="Name" value={form.name} error={errors['name']} maxlength={200} />
      <div class="fields">
        <TextField
          name="length"
          label="Length in minutes"
          hint={`What the ${patientWord} sees.`}
          type="number"
          inputmode="numeric"
          {...LIMITS.length}
          short
          value={form.length}
          error={errors['length']}
        />
        <TextField
          name="padding"
          label="Padding in minutes"
          hint="Kept free afterwards; never shown."
          type="number"
          inputmode="numeric"
          {...LIMITS.padding}
          short
          value={form.padding}
          error={errors['padding']}
        />
      </div>
      <fieldset class="stack-tight" id="colour">
        <legend class="label">Colour at the desk</legend>
        <div class="colours">
          {COLOURS.map((colour) => (
            <label class={`colour-choice colour-${colour}`}>
              <input type="radio" name="colour" value={colour} checked={form.colour === colour} />
              <span>{capital(colour)}</span>
            </label>
          ))}
        </div>
        <FieldError name="colour" error={errors['colour']} />
      </fieldset>
    </Card>
  );
}

function Where({ form, errors, patientWord }: Props) {
  return (
    <Card title="What the booking page says" id="where">
      <SelectField
        name="locationKind"
        label="Where it takes place"
        value={form.locationKind}
        error={errors['locationKind']}
        options={[
          { value: 'address', label: 'In person' },
          { value: 'video', label: 'By video' },
          { value: 'phone', label: 'By phone' },
          { value: 'none', label: 'Not said' },
        ]}
      />
      <div class="only-place">
        <TextArea
          name="locationText"
          label="Address, link or number"
          optional
          rows={2}
          hint={`The ${patientWord} sees it once the appointment is booked, and in mails and calendars.`}
          value={form.locationText}
          error={errors['locationText']}
          maxlength={1_000}
        />
      </div>
      <TextArea
        name="note"
        label={`Text for the ${patientWord}`}
        optional
        rows={3}
        hint="Such as what to bring."
        value={form.note}
        error={errors['note']}
        maxlength={2_000}
      />
    </Card>
  );
}

function Starts({ form, errors }: Props) {
  return (
    <Card title="Start times" id="start-rule">
      <fieldset class="stack-tight" id="starts">
        <legend class="unseen">Start times</legend>
        <Choice name="starts" value="packed" label="One after another" chosen={form.starts}>
          From the start of each free stretch, length and padding at a time, so that no piece of a day is lost.
        </Choice>
        <Choice name="starts" value="every" label="At fixed times" chosen={form.starts}>
          At the same minutes of every hour or day, wherever it fits.
        </Choice>
        <div class="only-every">
          <TextField
            name="every"
            label="Every so many minutes"
            hint="60: at each full hour. 30: at each full and half hour."
            type="number"
            inputmode="numeric"
            {...LIMITS.startEvery}
            short
            optional
            value={form.every}
            error={errors['every']}
          />
        </div>
      </fieldset>
    </Card>
  );
}

function Who({ form, errors, patientWord, practitioners }: Props) {
  const shown = [
    ['listed', 'Shown', 'On the booking page.'],
    ['hidden', 'Hidden', 'Not on the booking page for now. You can book it.'],
    ['archived', 'Archived', 'Not used any more. Its appointments stay as they are.'],
  ] as const;
  return (
    <Card title="Who can book it" id="who">
      <fieldset class="stack-tight" id="state">
        <legend class="label">Booking page</legend>
        {shown.map(([value, label, hint]) => (
          <Choice name="state" value={value} label={label} chosen={form.state}>
            {hint}
          </Choice>
        ))}
        <FieldError name="state" error={errors['state']} />
      </fieldset>
      <fieldset class="stack-tight" id="audience">
        <legend class="label">For</legend>
        <Choice name="audience" value="everyone" label="Everyone" chosen={form.audience}>
          Everyone with the booking link.
        </Choice>
        <Choice name="audience" value="existing" label={`Existing ${patientWord}s`} chosen={form.audience}>
          Only through a personal link, which you make on the page of an appointment.
        </Choice>
        <FieldError name="audience" error={errors['audience']} />
      </fieldset>
      {practitioners.length > 1 ? (
        <fieldset class="stack-tight for-types" id="offeredBy">
          <legend class="label">Practitioners who offer it</legend>
          <Choice name="offeredBy" value="all" label="All" chosen={form.offeredBy} id="types-all">
            Those who join later too.
          </Choice>
          <Choice name="offeredBy" value="chosen" label="Only some" chosen={form.offeredBy} />
          <div class="only-chosen type-choices">
            {practitioners.map(({ id, name }) => (
              <Checkbox name={`by-${id}`} label={name} checked={form.practitioners.includes(id)} />
            ))}
          </div>
          <FieldError name="offeredBy" error={errors['offeredBy']} />
        </fieldset>
      ) : (
        <input type="hidden" name="offeredBy" value="all" />
      )}
    </Card>
  );
}

function Choice(props: { name: string; value: string; label: string; chosen: string; id?: string; children?: string }) {
  const { name, value, label, chosen, id = `${name}-${value}`, children } = props;
  return (
    <label class="check" for={id}>
      <input type="radio" id={id} name={name} value={value} checked={chosen === value} />
      <span>
        {label}
        {children ? <span class="hint">{children}</span> : undefined}
      </span>
    </label>
  );
}
