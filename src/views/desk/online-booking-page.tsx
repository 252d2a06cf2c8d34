/** Calendar › Online booking: the practice's settings, each with what it means today. */
import type { Child } from 'hono/jsx';
import type { Instant, LocalDate, PractitionerId, Zone } from '../../domain/types.ts';
import { Card, Message, TypedText } from '../components.tsx';
import { Checkbox, ErrorSummary, SelectField, TextArea, TextField, type FieldErrors } from '../fields.tsx';
import { dateInWords, dayAndClock, zoneName } from '../format.ts';
import { capital } from '../words.ts';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';
import { LimitSettings, ReminderSetting } from './limit-settings.tsx';

export type BookingSettings = {
  readonly allowOnlineBooking: boolean;
  readonly allowOnlineChanges: boolean;
  readonly cutoffAmount: string;
  readonly cutoffUnit: string;
  readonly horizonDays: string;
  readonly patientWord: string;
  readonly policyText: string;
  readonly pageNotice: string;
  readonly askNote: boolean;
  readonly firstAvailable: boolean;
  readonly staleBooking: string;
  /** Minutes before the start; empty: none. */
  readonly reminder: string;
  readonly notify: readonly NotifySetting[];
};

export type NotifySetting = {
  readonly id: PractitionerId;
  readonly name: string;
  readonly on: boolean;
  readonly email: string;
  readonly dailyLimit: string;
};

/** What cut-off and how far out come to for one practitioner at this moment. */
export type BoundsToday = {
  readonly name: string;
  readonly zone: Zone;
  readonly first: Instant;
  readonly lastDate: LocalDate;
};

export type OnlineBookingPageProps = {
  readonly seat: Seat;
  readonly settings: BookingSettings;
  readonly premium: boolean;
  readonly bounds: readonly BoundsToday[];
  readonly bookingUrl: string;
  readonly nothingOffered: boolean;
  readonly errors: FieldErrors;
  readonly done?: string | undefined;
};

export function OnlineBookingPage(props: OnlineBookingPageProps) {
  const { seat, settings, premium, errors } = props;
  return (
    <DeskPage
      seat={seat}
      title="Online booking"
      place="/desk/online-booking"
      path={[{ label: 'Calendar', href: '/desk' }]}
      done={props.done}
    >
      <ErrorSummary errors={errors} />
      {premium ? undefined : (
        <Message title="These settings come with the premium plan.">
          <p>
            They are shown as they are and keep working. Who runs this installation changes the plan with{' '}
            <code>npm run cli -- plan</code>.
          </p>
        </Message>
      )}
      {props.nothingOffered ? (
        <Message tone="warn" title="Nothing is offered yet.">
          <p>No time is reserved for online booking, or there is no appointment type that can be booked.</p>
        </Message>
      ) : undefined}
      <DeskForm seat={seat} class="stack booking-settings">
        <fieldset class="stack" disabled={!premium}>
          <Card>
            <Checkbox
              name="allowOnlineBooking"
              label={<strong>Allow online booking</strong>}
              hint={`Off: no time is offered anywhere and the booking link says that online booking is closed. Everything else keeps its value.`}
              checked={settings.allowOnlineBooking}
            />
          </Card>
          {settings.allowOnlineBooking ? <WhileOn {...props} /> : undefined}
        </fieldset>
        <ReminderSetting seat={seat} settings={settings} errors={errors} />
        <Texts {...props} />
        <div class="row">
          <button class="button">Save</button>
          <a href={props.bookingUrl}>Open the booking page</a>
        </div>
      </DeskForm>
    </DeskPage>
  );
}

function WhileOn({ seat, settings, bounds, errors }: OnlineBookingPageProps) {
  return (
    <div class="while-on stack">
      {/* Tells a form that had these boxes unticked from one that did not have them. */}
      <input type="hidden" name="while-on" value="on" />
      <Card title={`What a ${seat.patientWord} may do`} id="changes">
        <Checkbox
          name="allowOnlineChanges"
          label="Allow online reschedule and cancellation"
          hint={`On: a ${seat.patientWord} may move or cancel their own future appointments, whoever booked them. The policy is shown first, and enforces nothing.`}
          checked={settings.allowOnlineChanges}
        />
        <Checkbox name="askNote" label="Ask for a note when booking" checked={settings.askNote} />
        <Checkbox
          name="firstAvailable"
          label="Offer “first available practitioner”"
          hint="Where several practitioners offer a type."
          checked={settings.firstAvailable}
        />
      </Card>
      <Card title="When" id="when">
        <div class="cutoff">
          <TextField
            name="cutoffAmount"
            label="Cut-off"
            type="number"
            inputmode="numeric"
            min={0}
            value={settings.cutoffAmount}
            error={errors.cutoffAmount}
          />
          <SelectField
            name="cutoffUnit"
            label="Unit"
            value={settings.cutoffUnit}
            error={errors.cutoffUnit}
            options={['minutes', 'hours', 'days'].map((unit) => ({ value: unit, label: unit }))}
          />
        </div>
        <PerPractitioner bounds={bounds}>
          {({ first, zone }) =>
            `The first moment at which an appointment booked now could start is ${dayAndClock(first, zone)} (${zoneName(zone, first)}).`
          }
        </PerPractitioner>
        <TextField
          name="horizonDays"
          label="How far out, in days"
          type="number"
          inputmode="numeric"
          min={0}
          short
          value={settings.horizonDays}
          error={errors.horizonDays}
        />
        <PerPractitioner bounds={bounds}>
          {({ lastDate }) => `Today the last bookable day is ${dateInWords(lastDate)}, all of it.`}
        </PerPractitioner>
      </Card>
      <Card title="Notify me when an appointment is booked" id="notify">
        <p class="soft">
          By email with the event, when a {seat.patientWord} books. Of moves and cancellations the practitioner is
          always told.
        </p>
        {settings.notify.map(({ id, name, on, email }) => (
          <div class="notify">
            <Checkbox name={`notify-${id}`} label={name} checked={on} />
            <TextField
              name={`email-${id}`}
              label={`Address for ${name}`}
              type="email"
              optional
              value={email}
              error={errors[`email-${id}`]}
              autocomplete="off"
            />
          </div>
        ))}
      </Card>
      <LimitSettings seat={seat} settings={settings} errors={errors} />
      <Card title="Notice on the booking page" id="notice">
        <TextArea
          name="pageNotice"
          label="Text"
          optional
          rows={2}
          hint="Such as: this page is not monitored; in an emergency call …"
          value={settings.pageNotice}
          error={errors.pageNotice}
          maxlength={2_000}
        />
      </Card>
    </div>
  );
}

/** One sentence where all practitioners have the same, else one for each. */
function PerPractitioner({
  bounds,
  children,
}: {
  bounds: readonly BoundsToday[];
  children: (bound: BoundsToday) => string;
}): Child {
  const sentences = bounds.map((bound) => ({ name: bound.name, words: children(bound) }));
  const same = new Set(sentences.map(({ words }) => words)).size === 1;
  return (
    <p class="hint">
      {same
        ? sentences[0]?.words
        : sentences.map(({ name, words }) => <span class="sentence">{`${name}: ${words} `}</span>)}
    </p>
  );
}

function Texts({ seat, settings, errors }: OnlineBookingPageProps) {
  return (
    <Card title="Words" id="words">
      <SelectField
        name="patientWord"
        label="Who books is called"
        value={settings.patientWord}
        options={['patient', 'client'].map((word) => ({ value: word, label: capital(word) }))}
      />
      <TextArea
        name="policyText"
        label="Cancellation policy"
        optional
        rows={5}
        hint="Shown when booking, rescheduling and cancelling, with its line breaks. It enforces nothing."
        value={settings.policyText}
        error={errors.policyText}
        maxlength={10_000}
      />
      {settings.policyText ? (
        <details>
          <summary>As a {seat.patientWord} sees it</summary>
          <div class="policy">
            <h3>Cancellation policy</h3>
            <TypedText text={settings.policyText} />
          </div>
        </details>
      ) : undefined}
    </Card>
  );
}
