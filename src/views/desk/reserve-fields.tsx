/** The fields of an opening: when, how it repeats, for which types. One form for new ones, parts of it for changes. */
import { MOST_WEEKS, WEEKDAY_KEYS } from '../../domain/repetition.ts';
import type { TypeId } from '../../domain/types.ts';
import { Checkbox, FieldError, SelectField, TextField, type FieldErrors } from '../fields.tsx';
import { WEEKDAY_NAMES } from './repetition-words.ts';

/** As typed. */
export type TimesForm = {
  readonly day: string;
  readonly from: string;
  readonly to: string;
  /** The day on which it ends, where that is another one; else empty. */
  readonly toDay: string;
};

/** `repeat`: `once`, a number of weeks, or `rule`. */
export type RepeatForm = {
  readonly repeat: string;
  readonly days: readonly string[];
  readonly ends: string;
  readonly until: string;
  readonly rule: string;
};

export type TypesForm = { readonly forTypes: string; readonly types: readonly string[] };

export type TypeChoice = { readonly id: TypeId; readonly name: string };

type Props<Form> = { readonly form: Form; readonly errors: FieldErrors };

export function TimesFields({ form, errors }: Props<TimesForm>) {
  return (
    <div class="fields-narrow">
      <TextField name="day" label="Day" type="date" value={form.day} error={errors['day']} />
      <TextField name="from" label="From" type="time" value={form.from} error={errors['from']} />
      <TextField name="to" label="To" type="time" value={form.to} error={errors['to']} />
      {form.toDay ? (
        <TextField name="toDay" label="Ends on" type="date" value={form.toDay} error={errors['toDay']} />
      ) : undefined}
    </div>
  );
}

export function RepeatFields({ form, errors }: Props<RepeatForm>) {
  const weeks = Array.from({ length: MOST_WEEKS }, (_, index) => index + 1);
  return (
    <div class="stack repeat">
      <SelectField
        name="repeat"
        label="How often"
        value={form.repeat}
        error={errors['repeat']}
        options={[
          { value: 'once', label: 'Once' },
          ...weeks.map((every) => ({
            value: String(every),
            label: every === 1 ? 'Every week' : `Every ${every} weeks`,
          })),
          { value: 'rule', label: 'By a rule' },
        ]}
      />
      <fieldset class="stack-tight only-weekly">
        <legend class="label">On</legend>
        <div class="weekdays">
          {WEEKDAY_KEYS.map((day) => (
            <label class="weekday">
              <input type="checkbox" name={`on-${day}`} value="on" checked={form.days.includes(day)} />
              <span>
                <abbr title={WEEKDAY_NAMES[day]}>{WEEKDAY_NAMES[day].slice(0, 3)}</abbr>
              </span>
            </label>
          ))}
        </div>
        <p class="hint">None ticked: the weekday of the day above.</p>
      </fieldset>
      <fieldset class="stack-tight only-weekly">
        <legend class="label">Until</legend>
        <label class="check" for="ends-never">
          <input type="radio" id="ends-never" name="ends" value="never" checked={form.ends !== 'until'} />
          <span>For ever</span>
        </label>
        <label class="check" for="ends-until">
          <input type="radio" id="ends-until" name="ends" value="until" checked={form.ends === 'until'} />
          <span>Until a day, that day too</span>
        </label>
        <div class="only-until">
          <TextField name="until" label="Last day" type="date" optional value={form.until} error={errors['until']} />
        </div>
      </fieldset>
      <div class="only-rule">
        <TextField
          name="rule"
          label="Rule"
          optional
          hint={
            <>
              As iCalendar writes it, such as <code>FREQ=MONTHLY;BYDAY=1MO</code> for each first Monday.
            </>
          }
          value={form.rule}
          error={errors['rule']}
          maxlength={500}
        />
      </div>
    </div>
  );
}

export function TypesFields({ form, errors, types }: Props<TypesForm> & { readonly types: readonly TypeChoice[] }) {
  return (
    <fieldset class="stack-tight for-types" id="types">
      <legend class="label">For</legend>
      <label class="check" for="types-all">
        <input type="radio" id="types-all" name="forTypes" value="all" checked={form.forTypes !== 'chosen'} />
        <span>All appointment types</span>
      </label>
      <label class="check" for="types-chosen">
        <input type="radio" id="types-chosen" name="forTypes" value="chosen" checked={form.forTypes === 'chosen'} />
        <span>Only some</span>
      </label>
      <div class="only-chosen type-choices">
        {types.map(({ id, name }) => (
          <Checkbox name={`type-${id}`} label={name} checked={form.types.includes(id)} />
        ))}
      </div>
      <FieldError name="types" error={errors['types']} />
    </fieldset>
  );
}
