/** Booking for somebody else: what and with whom, when, who. */
import type { Instant, Interval, Minutes, Reason, Zone } from '../../domain/types.ts';
import { Card, Empty, Fact, Facts, Message } from '../components.tsx';
import { Checkbox, ErrorSummary, SelectField, TextArea, TextField, type FieldErrors } from '../fields.tsx';
import { clockRange, day, lengthInWords, machineTime, zoneName } from '../format.ts';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';
import { Warnings } from './reasons.tsx';
import { RepeatFields } from './series-page.tsx';
import { Times, type TimesProps } from './times.tsx';

export type BookChoice = { readonly type: string; readonly practitioner: string };
export type Choosable = { readonly id: string; readonly label: string };

export function ChoosePage(props: {
  seat: Seat;
  types: readonly Choosable[];
  practitioners: readonly Choosable[];
  chosen: BookChoice;
  times: TimesProps | undefined;
  /** The practitioner does not offer the type, or the time could not be read. */
  problem?: string | undefined;
}) {
  const { seat, types, practitioners, chosen } = props;
  return (
    <DeskPage seat={seat} title={`Book for a ${seat.patientWord}`} place="/desk/book">
      {types.length === 0 ? (
        <Empty title="There is no appointment type yet.">
          <p>A first one is needed before anything can be booked.</p>
        </Empty>
      ) : (
        <form action="/desk/book" class="filters">
          <SelectField
            name="type"
            label="Appointment type"
            value={chosen.type}
            options={types.map(({ id, label }) => ({ value: id, label }))}
          />
          <SelectField
            name="practitioner"
            label="With"
            value={chosen.practitioner}
            options={practitioners.map(({ id, label }) => ({ value: id, label }))}
          />
          <button class={props.times ? 'button button-quiet' : 'button'}>Show times</button>
        </form>
      )}
      {props.problem ? <Message tone="warn" title={props.problem} /> : undefined}
      {props.times ? <Times {...props.times} /> : undefined}
    </DeskPage>
  );
}

export type PersonForm = {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly note: string;
  readonly tell: boolean;
  /** Every so many weeks; empty: once. */
  readonly repeat: string;
  readonly count: string;
};

export function PersonPage(props: {
  seat: Seat;
  choice: BookChoice;
  what: { readonly typeName: string; readonly length: Minutes; readonly practitionerName: string; readonly zone: Zone };
  time: Interval;
  form: PersonForm;
  errors: FieldErrors;
  /** Asked to confirm: the same form again with a second button. */
  warnings?: readonly Reason[] | undefined;
  /** Why it was not booked: a sentence. */
  problem?: string | undefined;
}) {
  const { seat, choice, what, time, form, errors, warnings } = props;
  const again = `/desk/book?${new URLSearchParams({ ...choice }).toString()}`;
  return (
    <DeskPage seat={seat} title={`Book for a ${seat.patientWord}`} place="/desk/book">
      <ErrorSummary errors={errors} />
      {props.problem ? (
        <Message tone="bad" title={props.problem}>
          <p>
            Nothing is lost: <a href={again}>choose another time</a>, or change the details below.
          </p>
        </Message>
      ) : undefined}
      {warnings ? <Warnings title="This time is not open." reasons={warnings} zone={what.zone} /> : undefined}
      <div class="beside">
        <aside>
          <ChosenTime what={what} time={time} again={again} />
        </aside>
        <Card>
          <DeskForm seat={seat} action="/desk/book">
            <input type="hidden" name="type" value={choice.type} />
            <input type="hidden" name="practitioner" value={choice.practitioner} />
            <input type="hidden" name="at" value={machineTime(time.start)} />
            <TextField
              name="name"
              label="Name"
              value={form.name}
              error={errors.name}
              maxlength={200}
              autocomplete="off"
            />
            <div class="fields">
              <TextField
                name="email"
                label="Email"
                type="email"
                optional
                hint="Without one, no mail can be sent."
                value={form.email}
                error={errors.email}
                autocomplete="off"
              />
              <TextField
                name="phone"
                label="Phone"
                type="tel"
                optional
                value={form.phone}
                error={errors.phone}
                autocomplete="off"
              />
            </div>
            <TextArea
              name="note"
              label="Note"
              optional
              rows={2}
              value={form.note}
              error={errors.note}
              maxlength={2_000}
            />
            {warnings ? undefined : <RepeatFields repeat={form.repeat} count={form.count} error={errors.count} />}
            <Checkbox name="tell" label={`Send the ${seat.patientWord} a confirmation by email`} checked={form.tell} />
            <div class="row">
              {warnings ? (
                <button class="button" name="anyway" value="on">
                  Book anyway
                </button>
              ) : (
                <button class="button">Book</button>
              )}
            </div>
          </DeskForm>
        </Card>
      </div>
    </DeskPage>
  );
}

function ChosenTime(props: {
  what: { readonly typeName: string; readonly length: Minutes; readonly practitionerName: string; readonly zone: Zone };
  time: Interval;
  again: string;
}) {
  const { what, time, again } = props;
  return (
    <Card>
      <Facts>
        <Fact icon="clock" term="When">
          <Time start={time.start} time={time} zone={what.zone} />
        </Fact>
        <Fact icon="calendar" term="What">
          {what.typeName}
          <br />
          <span class="soft">{lengthInWords(what.length)}</span>
        </Fact>
        <Fact icon="person" term="With">
          {what.practitionerName}
        </Fact>
      </Facts>
      <a href={again}>Choose another time</a>
    </Card>
  );
}

function Time({ start, time, zone }: { start: Instant; time: Interval; zone: Zone }) {
  return (
    <>
      <time datetime={machineTime(start)}>
        {day(start, zone)}
        <br />
        {clockRange(time, zone)}
      </time>
      <br />
      <span class="soft small">{zoneName(zone, start)}</span>
    </>
  );
}
