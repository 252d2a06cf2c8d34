/** Fourth step: who comes. What was typed is shown again whatever becomes of the slot. */
import { Message, TypedText } from '../components.tsx';
import type { Instant, Zone } from '../../domain/types.ts';
import { clock, machineTime, shortDay } from '../format.ts';
import { ErrorSummary, TextArea, TextField, type FieldErrors } from '../fields.tsx';
import { detailsAddress } from './addresses.ts';
import { PublicFrame } from './public-frame.tsx';
import type { ShownPractice, ShownPractitioner, ShownSlot, ShownType, ShownZones } from './shown.ts';
import { Summary } from './summary.tsx';
import { PageNotice } from './types-page.tsx';
import { otherClock } from './when.tsx';

export type TypedDetails = {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly note: string;
};

export const NOTHING_TYPED: TypedDetails = { name: '', email: '', phone: '', note: '' };

export type DetailsPageProps = {
  readonly practice: ShownPractice;
  readonly askNote: boolean;
  readonly type: ShownType;
  readonly practitioner: ShownPractitioner;
  readonly start: Instant;
  readonly zones: ShownZones;
  readonly patientZone: Zone | undefined;
  readonly now: Instant;
  readonly hold: { readonly token: string; readonly expiresAt: Instant; readonly used: boolean } | undefined;
  /** The same for every sending of this form: confirming twice books once. */
  readonly key: string;
  readonly typed: TypedDetails;
  readonly errors: FieldErrors;
  /** Set where the slot is gone: what happened, and the nearest open ones. */
  readonly gone:
    | { readonly sentence: string; readonly alternatives: readonly ShownSlot[]; readonly otherTimesHref: string }
    | undefined;
  /** Set where nothing could be booked for another reason. */
  readonly problem: string | undefined;
  readonly timesHref: string;
  readonly visit: string | undefined;
};

export function DetailsPage(props: DetailsPageProps) {
  const { practice, type, practitioner, start, zones, gone, errors, typed } = props;
  const time = { start, end: (start + type.length * 60_000) as Instant }; // a start plus a length is an instant
  const action = detailsAddress(practice, practitioner.slug, {
    type: type.id,
    start,
    zone: props.patientZone,
    visit: props.visit,
    hold: props.hold?.token,
  });
  return (
    <PublicFrame practice={practice} title="Your details" wide script="openhours.js" hidden>
      <div class="beside">
        <aside class="stack">
          <Summary type={type} practitionerName={practitioner.name} time={gone ? undefined : time} zones={zones} />
          {gone ? undefined : (
            <p>
              <a href={props.timesHref}>Choose another time</a>
            </p>
          )}
        </aside>
        <div class="stack">
          {gone ? undefined : <HoldNote {...props} />}
          {props.problem ? <Message tone="bad">{props.problem}</Message> : undefined}
          <ErrorSummary errors={errors} />
          <form class="card" method="post" action={action} novalidate={gone ? true : undefined} data-once="">
            <input type="hidden" name="key" value={props.key} />
            {gone ? <OtherTimes {...props} gone={gone} /> : undefined}
            <h2>Your details</h2>
            <TextField
              name="name"
              label="Name"
              value={typed.name}
              autocomplete="name"
              maxlength={200}
              error={errors['name']}
            />
            <TextField
              name="email"
              label="Email"
              type="email"
              value={typed.email}
              autocomplete="email"
              maxlength={254}
              hint="Your confirmation and the link to change the appointment go here."
              error={errors['email']}
            />
            <TextField
              name="phone"
              label="Phone"
              type="tel"
              value={typed.phone}
              autocomplete="tel"
              maxlength={40}
              optional
              error={errors['phone']}
            />
            {props.askNote ? (
              <TextArea
                name="note"
                label="Note for the practitioner"
                value={typed.note}
                rows={3}
                maxlength={2000}
                optional
                hint="Only what they need to prepare. Please leave out what is very private."
                error={errors['note']}
              />
            ) : undefined}
            {practice.policyText ? <Policy text={practice.policyText} /> : undefined}
            {practice.pageNotice ? <PageNotice text={practice.pageNotice} /> : undefined}
            <div class="row">
              <button class="button">Confirm appointment</button>
            </div>
          </form>
        </div>
      </div>
    </PublicFrame>
  );
}

function HoldNote({ hold, now, zones }: DetailsPageProps) {
  if (!hold) return undefined;
  if (hold.used) {
    return (
      <Message title="This time was booked from here.">
        <p>If that was you, confirm again with the same details to see the appointment.</p>
      </Message>
    );
  }
  if (hold.expiresAt <= now) {
    return (
      <Message tone="warn" title="The time is no longer kept for you.">
        <p>You can still confirm: if it is free, it is yours.</p>
      </Message>
    );
  }
  return (
    <div
      class="message hold"
      data-expires={hold.expiresAt - now}
      data-over="The time is no longer kept for you. You can still confirm: if it is free, it is yours."
    >
      <div class="message-body">
        <p>
          This time is kept for you until <strong>{clock(hold.expiresAt, zones.first)}</strong>
          <span data-left="" />.
        </p>
        <p class="unseen" role="status" data-say="" />
      </div>
    </div>
  );
}

/** The practice's cancellation policy. It is shown, never enforced. */
export function Policy({ text }: { text: string }) {
  return (
    <section class="policy">
      <h3>Cancellation policy</h3>
      <TypedText text={text} />
    </section>
  );
}

function OtherTimes({ gone, zones }: DetailsPageProps & { gone: NonNullable<DetailsPageProps['gone']> }) {
  return (
    <>
      <Message tone="warn" title={gone.sentence}>
        <p>
          {gone.alternatives.length > 0
            ? 'Nothing you typed is lost. These are the nearest open times:'
            : 'Nothing you typed is lost, but no other time is open near it.'}
        </p>
      </Message>
      {gone.alternatives.length > 0 ? (
        <fieldset>
          <legend class="label">Choose another time</legend>
          <div class="times times-wide">
            {gone.alternatives.map((slot, index) => (
              <label class="time">
                <span class="row">
                  <input
                    type="radio"
                    name="again"
                    value={`${machineTime(slot.start)} ${slot.practitioner.slug}`}
                    checked={index === 0}
                    required
                  />
                  <span>
                    {shortDay(slot.start, zones.first)}, {clock(slot.start, zones.first)}
                  </span>
                </span>
                {zones.other ? (
                  <span class="time-note">{otherClock(slot.start, zones.first, zones.other)}</span>
                ) : undefined}
              </label>
            ))}
          </div>
        </fieldset>
      ) : undefined}
      <p>
        <a href={gone.otherTimesHref}>See all open times</a>
      </p>
    </>
  );
}
