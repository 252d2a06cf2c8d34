/** Form fields with label, hint and error tied together for screen readers. */
import type { Child } from 'hono/jsx';

/** Why what was typed cannot be taken, by field name. */
export type FieldErrors = Readonly<Record<string, string | undefined>>;

type Common = {
  readonly name: string;
  readonly label: string;
  readonly hint?: Child;
  readonly error?: string | undefined;
  readonly optional?: boolean;
};

function describedBy({ name, hint, error }: Common): string | undefined {
  const ids = [hint ? `${name}-hint` : '', error ? `${name}-error` : ''].filter(Boolean);
  return ids.length > 0 ? ids.join(' ') : undefined;
}

function Label({ name, label, optional }: Common) {
  return (
    <label for={name}>
      {label}
      {optional ? <span class="optional"> (optional)</span> : undefined}
    </label>
  );
}

function Around(props: Common & { children?: Child }) {
  return (
    <div class="field">
      <Label {...props} />
      {props.hint ? (
        <span class="hint" id={`${props.name}-hint`}>
          {props.hint}
        </span>
      ) : undefined}
      {props.children}
      <FieldError name={props.name} error={props.error} />
    </div>
  );
}

/** The sentence under a field; the field names it by `aria-describedby`. */
export function FieldError({ name, error }: { name: string; error: string | undefined }) {
  return error ? (
    <span class="field-error" id={`${name}-error`}>
      {error}
    </span>
  ) : undefined;
}

export type TextFieldProps = Common & {
  readonly value?: string | number;
  readonly type?:
    | 'text'
    | 'email'
    | 'tel'
    | 'url'
    | 'number'
    | 'date'
    | 'time'
    | 'datetime-local'
    | 'password'
    | 'search';
  readonly autocomplete?: string;
  readonly inputmode?: 'text' | 'email' | 'tel' | 'url' | 'numeric';
  readonly maxlength?: number;
  readonly min?: string | number;
  readonly max?: string | number;
  readonly step?: number;
  readonly placeholder?: string;
  readonly short?: boolean;
  readonly autofocus?: boolean;
  /** A datalist's id. */
  readonly list?: string;
};

export function TextField(props: TextFieldProps) {
  return (
    <Around {...props}>
      <input
        class={props.short ? 'input input-short' : 'input'}
        id={props.name}
        name={props.name}
        type={props.type ?? 'text'}
        value={props.value}
        dir={props.type === undefined || props.type === 'text' ? 'auto' : undefined}
        autocomplete={props.autocomplete}
        inputmode={props.inputmode}
        maxlength={props.maxlength}
        min={props.min}
        max={props.max}
        step={props.step}
        placeholder={props.placeholder}
        list={props.list}
        autofocus={props.autofocus}
        required={!props.optional}
        aria-invalid={props.error ? 'true' : undefined}
        aria-describedby={describedBy(props)}
      />
    </Around>
  );
}

export function TextArea(
  props: Common & { readonly value?: string; readonly rows?: number; readonly maxlength?: number },
) {
  return (
    <Around {...props}>
      <textarea
        id={props.name}
        name={props.name}
        rows={props.rows ?? 4}
        maxlength={props.maxlength}
        dir="auto"
        required={!props.optional}
        aria-invalid={props.error ? 'true' : undefined}
        aria-describedby={describedBy(props)}
      >
        {props.value}
      </textarea>
    </Around>
  );
}

export type Option = { readonly value: string; readonly label: string };

export function SelectField(props: Common & { readonly value?: string; readonly options: readonly Option[] }) {
  return (
    <Around {...props}>
      <select
        id={props.name}
        name={props.name}
        required={!props.optional}
        aria-invalid={props.error ? 'true' : undefined}
        aria-describedby={describedBy(props)}
      >
        {props.options.map((option) => (
          <option value={option.value} selected={option.value === props.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Around>
  );
}

/** One box to tick; `value` is sent only when ticked. */
export function Checkbox(props: {
  name: string;
  label: Child;
  hint?: Child;
  checked?: boolean;
  value?: string;
  id?: string;
}) {
  const id = props.id ?? props.name;
  return (
    <label class="check" for={id}>
      <input type="checkbox" id={id} name={props.name} value={props.value ?? 'on'} checked={props.checked} />
      <span>
        {props.label}
        {props.hint ? <span class="hint">{props.hint}</span> : undefined}
      </span>
    </label>
  );
}

/** On top of a form that was refused: how many things to look at, each a link to its field. */
export function ErrorSummary({ errors, labels }: { errors: FieldErrors; labels?: Readonly<Record<string, string>> }) {
  const entries = Object.entries(errors).filter((entry): entry is [string, string] => entry[1] !== undefined);
  if (entries.length === 0) return undefined;
  return (
    <div class="message message-bad" role="alert">
      <div class="message-body">
        <p class="message-title">
          {entries.length === 1 ? 'Please look at one thing:' : `Please look at ${entries.length} things:`}
        </p>
        <ul class="error-list">
          {entries.map(([name, sentence]) => (
            <li>
              <a href={`#${name}`}>{labels?.[name] ? `${labels[name]}: ${sentence}` : sentence}</a>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
