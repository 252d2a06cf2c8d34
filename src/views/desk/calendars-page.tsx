/** The calendars that practitioners keep anyway: how each stands, what it is for, and how another is connected. */
import type { AwayEvent } from '../../domain/away.ts';
import type { ConnectedAccount } from '../../domain/connected.ts';
import type { Instant, PractitionerId, Zone } from '../../domain/types.ts';
import { Card, Empty } from '../components.tsx';
import { apart } from '../words.ts';
import type { AccountKind } from './account-kinds.ts';
import { AwayAnswers } from './away-item.tsx';
import { Account } from './calendars-account.tsx';
import { ConnectCard } from './connect-card.tsx';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';
import { OpeningTitleForm, type RefusedTitle } from './opening-title-form.tsx';

export type WhenChanged = 'ask' | 'follow' | 'restore';

export type CalendarsOf = {
  readonly id: PractitionerId;
  readonly name: string;
  readonly zone: Zone;
  readonly whenChanged: WhenChanged;
  readonly openingTitle: string;
  readonly accounts: readonly ConnectedAccount[];
  /** All-day events of two days or more that are marked free. */
  readonly away: readonly AwayEvent[];
};

export type CalendarsPageProps = {
  readonly seat: Seat;
  readonly practitioners: readonly CalendarsOf[];
  /** Kinds that this installation can sign in to. */
  readonly signIn: readonly AccountKind[];
  /** As it stands in redirect addresses. */
  readonly publicUrl: string;
  readonly now: Instant;
  readonly refusedTitle: RefusedTitle | undefined;
  readonly done?: string | undefined;
};

export function CalendarsPage({ seat, practitioners, signIn, publicUrl, now, refusedTitle, done }: CalendarsPageProps) {
  return (
    <DeskPage seat={seat} title="Calendars" place="/desk/calendars" done={done}>
      <p class="lead">
        Whatever is in a connected calendar blocks time here, and appointments can be written back into it. Of other
        events only the time is kept.
      </p>
      {practitioners.map((practitioner) => (
        <Card title={practitioner.name} id={`calendars-${practitioner.id}`}>
          {practitioner.accounts.length === 0 ? (
            <Empty title="No calendar is connected.">
              <p>Until one is, only appointments made here and closed times block anything.</p>
            </Empty>
          ) : undefined}
          <ul class="accounts">
            {practitioner.accounts.map((account) => (
              <Account seat={seat} account={account} zone={practitioner.zone} now={now} />
            ))}
          </ul>
          <AwayAnswers seat={seat} events={practitioner.away} />
          <WhenChangedForm seat={seat} practitioner={practitioner} />
          <OpeningTitleForm seat={seat} practitioner={practitioner} refused={refusedTitle} />
        </Card>
      ))}
      <ConnectCard seat={seat} practitioners={practitioners} signIn={signIn} publicUrl={publicUrl} />
    </DeskPage>
  );
}

function WhenChangedForm({ seat, practitioner }: { seat: Seat; practitioner: CalendarsOf }) {
  const { id, name, whenChanged } = practitioner;
  const options = [
    { value: 'ask', label: 'Ask first, and change nothing until then' },
    { value: 'follow', label: `Move or cancel the appointment, and tell the ${seat.patientWord}` },
    { value: 'restore', label: 'Put the event back' },
  ];
  return (
    <DeskForm seat={seat} action="/desk/calendars/changes">
      <input type="hidden" name="practitioner" value={id} />
      <div class="row row-end">
        <label class="field grow" for={`changes-${id}`}>
          <span class="label">When {apart(name)} moves or deletes an appointment in the calendar</span>
          <select id={`changes-${id}`} name="changes">
            {options.map(({ value, label }) => (
              <option value={value} selected={value === whenChanged}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <button class="button button-quiet">Save</button>
      </div>
    </DeskForm>
  );
}
