/** Reserve time: a week of one practitioner, and the form that reserves more. */
import type { PractitionerId, Reason } from '../../domain/types.ts';
import { addDays, startOfDay } from '../../domain/zone.ts';
import { Card, Message } from '../components.tsx';
import { ErrorSummary, SelectField, TextField, type FieldErrors } from '../fields.tsx';
import { longDate, zoneName } from '../format.ts';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';
import { reasonInWords } from './reasons.tsx';
import {
  RepeatFields,
  TimesFields,
  TypesFields,
  type RepeatForm,
  type TimesForm,
  type TypesForm,
} from './reserve-fields.tsx';
import { MoveForm, WeekCalendar } from './week-calendar.tsx';
import { WeekList, type ShownWeek } from './week-list.tsx';
import { weekAddress, type ChosenWeek } from './week-address.ts';

export type ReserveForm = TimesForm & RepeatForm & TypesForm;

export type WeekPageProps = {
  readonly seat: Seat;
  readonly practitioners: readonly { readonly id: PractitionerId; readonly name: string }[];
  readonly chosen: ChosenWeek;
  readonly week: ShownWeek;
  /** The wall clock of the practitioner now. */
  readonly now: string;
  /** Why no time at all is open. */
  readonly closed: readonly Reason[];
  readonly nothingReserved: boolean;
  readonly form: ReserveForm;
  readonly errors: FieldErrors;
  readonly done?: string | undefined;
};

export function WeekPage(props: WeekPageProps) {
  const { seat, week, closed } = props;
  const { zone, monday } = week;
  return (
    <DeskPage
      seat={seat}
      title="Reserve time"
      place="/desk/openings"
      done={props.done}
      script="week.js"
      style="week.css"
    >
      <ErrorSummary errors={props.errors} />
      {props.nothingReserved ? (
        <Message tone="warn" title="Nothing is offered yet.">
          <p>
            No time is reserved for online booking. <span class="no-script">Reserve some with the form below.</span>
            <span class="with-script">Drag over the hours in which {seat.patientWord}s may book.</span>
          </p>
        </Message>
      ) : undefined}
      {closed.length > 0 ? (
        <Message tone="warn" title="No time is open at the moment.">
          <ul class="error-list">
            {closed.map((reason) => (
              <li>{reasonInWords(reason, zone)}</li>
            ))}
          </ul>
        </Message>
      ) : undefined}
      <Choose {...props} />
      <nav class="row row-apart" aria-label="Weeks">
        <a class="button button-quiet button-small" href={weekAddress(props.chosen, addDays(monday, -7))}>
          Week before
        </a>
        <h2 class="week-title">
          {longDate(monday)} – {longDate(addDays(monday, 6))}
        </h2>
        <a class="button button-quiet button-small" href={weekAddress(props.chosen, addDays(monday, 7))}>
          Week after
        </a>
      </nav>
      <p class="soft small">
        Times are {zoneName(zone, startOfDay(monday, zone))}.{' '}
        <span class="with-script">
          Drag over free time to reserve it, drag a reserved time to move it or its edge to stretch it, and click any
          time to see why it is or is not offered.
        </span>
      </p>
      <WeekCalendar week={week} now={props.now} />
      <details class="card" open id="list">
        <summary>The week as a list</summary>
        <WeekList week={week} />
      </details>
      <Ask {...props} />
      <Reserve {...props} />
      <MoveForm seat={seat} back={weekAddress(props.chosen, monday)} />
    </DeskPage>
  );
}

function Choose({ practitioners, chosen, week }: WeekPageProps) {
  return (
    <form class="filters">
      {practitioners.length > 1 ? (
        <SelectField
          name="practitioner"
          label="Whose time"
          value={chosen.practitioner}
          options={practitioners.map(({ id, name }) => ({ value: id, label: name }))}
        />
      ) : (
        <input type="hidden" name="practitioner" value={chosen.practitioner} />
      )}
      {week.types.length > 0 ? (
        <SelectField
          name="type"
          label="Open times for"
          value={chosen.type ?? ''}
          options={week.types.map(({ id, name }) => ({ value: id, label: name }))}
        />
      ) : undefined}
      <TextField name="week" label="Week of" type="date" value={week.monday} />
      <button class="button button-quiet">Show</button>
    </form>
  );
}

function Ask({ chosen, week }: WeekPageProps) {
  return (
    <Card title="Why is a time offered or not?" id="ask">
      <form class="filters" action="/desk/openings/why">
        <input type="hidden" name="practitioner" value={chosen.practitioner} />
        <TextField name="date" label="Day" type="date" value={week.today < week.monday ? week.monday : week.today} />
        <TextField name="clock" label="Time" type="time" value="09:00" />
        <button class="button button-quiet">Explain</button>
      </form>
    </Card>
  );
}

function Reserve(props: WeekPageProps) {
  const { seat, chosen, form, errors, week } = props;
  return (
    <section class="card reserve" id="reserve" aria-labelledby="reserve-title">
      <div class="card-head">
        <h2 id="reserve-title">Reserve time for online booking</h2>
        <button type="button" class="button button-text with-script" data-close>
          Close
        </button>
      </div>
      <DeskForm seat={seat} action={weekAddress(chosen, week.monday)}>
        <input type="hidden" name="practitioner" value={chosen.practitioner} />
        <TimesFields form={form} errors={errors} />
        <RepeatFields form={form} errors={errors} />
        <TypesFields form={form} errors={errors} types={week.types} />
        <div class="row">
          <button class="button">Reserve this time</button>
        </div>
      </DeskForm>
    </section>
  );
}
