/** Online booking: the practice's settings, each with what it means today, and beside them what patients see. */
import type { PractitionerId } from '../../domain/types.ts';
import { Card, Message } from '../components.tsx';
import { Checkbox, ErrorSummary, SelectField, TextArea, TextField, type FieldErrors } from '../fields.tsx';
import { apart, capital } from '../words.ts';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';
import { CalendarSettings, LimitSettings, ReminderSetting } from './limit-settings.tsx';
import { BookingPicture, type SeenPractice } from './online-booking-preview.tsx';
import { FirstTime, When, type BoundsToday } from './online-booking-when.tsx';

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
  /** Minutes, all four. */
  readonly holdLength: string;
  readonly closingLimit: string;
  readonly liveRead: string;
  readonly feedInterval: string;
  readonly notify: readonly NotifySetting[];
};

export type NotifySetting = {
  readonly id: PractitionerId;
  readonly name: string;
  readonly on: boolean;
  readonly email: string;
  readonly dailyLimit: string;
};

export type OnlineBookingPageProps = {
  readonly seat: Seat;
  readonly settings: BookingSettings;
  readonly premium: boolean;
  readonly bounds: readonly BoundsToday[];
  readonly typeNames: readonly string[];
  readonly seen: SeenPractice;
  readonly bookingUrl: string;
  readonly nothingOffered: boolean;
  readonly errors: FieldErrors;
  readonly done?: string | undefined;
};

export function OnlineBookingPage(props: OnlineBookingPageProps) {
  const { seat, settings, premium, errors } = props;
  return (
    <DeskPage seat={seat} title="Online booking" place="/desk/online-booking" done={props.done}>
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
          <p>
            No time is reserved for online booking, or there is no appointment type that can be booked.{' '}
            <a href="#reserve">Reserve time</a>
          </p>
        </Message>
      ) : undefined}
      <div class="beside">
        <DeskForm seat={seat} action="/desk/online-booking" class="stack booking-settings" preview>
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
            <button class="button button-quiet no-script" name="preview" value="yes">
              Show what a {seat.patientWord} sees
            </button>
          </div>
        </DeskForm>
        <div class="beside-picture">
          <BookingPicture seat={seat} settings={settings} seen={props.seen} bookingUrl={props.bookingUrl} />
        </div>
      </div>
      <Types {...props} />
      <Reserve {...props} />
    </DeskPage>
  );
}

function WhileOn(props: OnlineBookingPageProps) {
  const { seat, settings, errors } = props;
  return (
    <div class="while-on stack">
      {/* Tells a form that had these boxes unticked from one that did not have them. */}
      <input type="hidden" name="while-on" value="on" />
      <Card title={`What a ${seat.patientWord} may do`} id="changes">
        <Checkbox
          name="allowOnlineChanges"
          label="Allow online reschedule and cancellation"
          hint={`On: a ${seat.patientWord} may move or cancel their own future appointments, whoever booked them. The policy is shown first, and enforces nothing. Off: their page shows the appointment and how to reach you.`}
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
      <When settings={settings} bounds={props.bounds} patientWord={seat.patientWord} errors={errors} />
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
              label={`Address for ${apart(name)}`}
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
      <CalendarSettings seat={seat} settings={settings} errors={errors} />
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

function Texts({ settings, errors }: OnlineBookingPageProps) {
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
    </Card>
  );
}

function Types({ typeNames }: OnlineBookingPageProps) {
  return (
    <Card
      title="Appointment types"
      id="types"
      end={
        <a class="button button-quiet button-small" href="/desk/types">
          Change types
        </a>
      }
    >
      <p>
        {typeNames.length === 0
          ? 'There is no appointment type that can be booked online.'
          : new Intl.ListFormat('en').format(typeNames.map(apart))}
      </p>
    </Card>
  );
}

function Reserve({ seat, settings, bounds, nothingOffered }: OnlineBookingPageProps) {
  return (
    <Card title="Reserve time" id="reserve">
      <p>
        {nothingOffered
          ? `Nothing is offered yet: reserve the hours in which ${seat.patientWord}s may book.`
          : `${capital(seat.patientWord)}s book within the hours that are reserved for online booking.`}
      </p>
      <div id="reserve-today" data-picture>
        {settings.allowOnlineBooking && !nothingOffered ? (
          <FirstTime bounds={bounds} patientWord={seat.patientWord} />
        ) : undefined}
      </div>
      <div class="row">
        <a class="button" href="/desk/openings">
          Reserve time
        </a>
      </div>
    </Card>
  );
}
