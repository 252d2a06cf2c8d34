/** One occurrence of reserved time: changed or removed alone, with all that follow, or with all. */
import type { Child } from 'hono/jsx';
import type { LocalDateTime, Zone } from '../../domain/types.ts';
import { startOfDay } from '../../domain/zone.ts';
import { Badge, Card } from '../components.tsx';
import { ErrorSummary, SelectField, type FieldErrors } from '../fields.tsx';
import { dateInWords, wallRange, zoneName } from '../format.ts';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';
import {
  RepeatFields,
  TimesFields,
  TypesFields,
  type RepeatForm,
  type TimesForm,
  type TypeChoice,
  type TypesForm,
} from './reserve-fields.tsx';

export type OpeningForm = TimesForm & RepeatForm & TypesForm & { readonly scope: string };

export type OpeningPageProps = {
  readonly seat: Seat;
  readonly opening: { readonly id: string; readonly repeats: boolean; readonly words: string };
  /** The local start that the rule gives, and the times that this occurrence has. */
  readonly occurrence: LocalDateTime;
  readonly start: LocalDateTime;
  readonly end: LocalDateTime;
  readonly changed: boolean;
  readonly practitioner: { readonly name: string; readonly zone: Zone };
  readonly types: readonly TypeChoice[];
  readonly back: string;
  readonly form: OpeningForm;
  readonly errors: FieldErrors;
  readonly done?: string | undefined;
};

export function OpeningPage(props: OpeningPageProps) {
  const { seat, opening, start, end, practitioner, back } = props;
  return (
    <DeskPage seat={seat} title="Reserved time" path={[{ label: 'Reserve time', href: back }]} done={props.done}>
      <ErrorSummary errors={props.errors} />
      <p class="lead">
        {dateInWords(start.slice(0, 10))}, {wallRange(start, end)}
        <br />
        <span class="soft small">
          {opening.words}. {practitioner.name},{' '}
          {zoneName(practitioner.zone, startOfDay(start.slice(0, 10), practitioner.zone))}.{' '}
          {props.changed ? <Badge tone="warn">This one was changed</Badge> : undefined}
        </span>
      </p>
      <div class="two">
        <Times {...props} />
        <div class="stack">
          <Repeat {...props} />
          {props.changed ? <PutBack {...props} /> : undefined}
          <Remove {...props} />
        </div>
      </div>
    </DeskPage>
  );
}

function Times({ seat, opening, occurrence, form, errors, types }: OpeningPageProps) {
  return (
    <Card title="Times and types" id="times">
      <DeskForm seat={seat} action={`/desk/openings/${opening.id}`}>
        <input type="hidden" name="occurrence" value={occurrence} />
        <TimesFields form={form} errors={errors} />
        <TypesFields form={form} errors={errors} types={types} />
        {opening.repeats ? <Scope value={form.scope} /> : <input type="hidden" name="scope" value="all" />}
        <div class="row">
          <button class="button">Save</button>
        </div>
      </DeskForm>
    </Card>
  );
}

function Scope({ value }: { value: string }) {
  return (
    <fieldset class="stack-tight" id="scope">
      <legend class="label">Change</legend>
      {[
        ['one', 'Only this one'],
        ['following', 'This and all that follow'],
        ['all', 'All of them'],
      ].map(([scope, label]) => (
        <label class="check" for={`scope-${scope}`}>
          <input type="radio" id={`scope-${scope}`} name="scope" value={scope} checked={value === scope} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Repeat({ seat, opening, occurrence, start, form, errors }: OpeningPageProps) {
  return (
    <Card title="How it repeats" id="repeats">
      <DeskForm seat={seat} action={`/desk/openings/${opening.id}/repeat`}>
        <input type="hidden" name="occurrence" value={occurrence} />
        <input type="hidden" name="day" value={start.slice(0, 10)} />
        <RepeatFields form={form} errors={errors} />
        {opening.repeats ? (
          <SelectField
            name="scope"
            label="From when on"
            value={form.scope === 'all' ? 'all' : 'following'}
            options={[
              { value: 'following', label: 'From this one on' },
              { value: 'all', label: 'All of them' },
            ]}
          />
        ) : (
          <input type="hidden" name="scope" value="all" />
        )}
        <div class="row">
          <button class="button">Save how it repeats</button>
        </div>
      </DeskForm>
    </Card>
  );
}

function PutBack({ seat, opening, occurrence }: OpeningPageProps) {
  return (
    <Card title="Put it back" id="restore">
      <p class="soft">Give this one the times again that the others have.</p>
      <DeskForm seat={seat} action={`/desk/openings/${opening.id}/restore`} class="row">
        <input type="hidden" name="occurrence" value={occurrence} />
        <button class="button button-quiet">Put it back</button>
      </DeskForm>
    </Card>
  );
}

function Remove({ seat, opening, occurrence }: OpeningPageProps) {
  const button = (scope: string, label: Child) => (
    <button class="button button-danger" name="scope" value={scope}>
      {label}
    </button>
  );
  return (
    <Card title="Remove it" id="remove">
      <p class="soft">Appointments that are booked in it stay.</p>
      <DeskForm seat={seat} action={`/desk/openings/${opening.id}/remove`} class="row">
        <input type="hidden" name="occurrence" value={occurrence} />
        {opening.repeats ? (
          <>
            {button('one', 'Only this one')}
            {button('following', 'This and following')}
            {button('all', 'All of them')}
          </>
        ) : (
          button('all', 'Remove')
        )}
      </DeskForm>
    </Card>
  );
}
