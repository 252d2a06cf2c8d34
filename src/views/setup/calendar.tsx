/** Step two of set-up: the calendar whose events block time, with what was read from it before anything is kept. */
import type { Instant, Interval, Zone } from '../../domain/types.ts';
import { Card, Message } from '../components.tsx';
import { TextField } from '../fields.tsx';
import { Help, SetupPage } from './frame.tsx';
import { BusyDays } from './busy-days.tsx';

export type CalendarReading = {
  readonly busy: readonly Interval[];
  readonly warnings: readonly string[];
  readonly window: Interval;
};

export type CalendarStepProps = {
  readonly practitionerName: string;
  readonly zone: Zone;
  readonly address: string;
  readonly error?: string | undefined;
  /** What was read from `address`; undefined while nothing was. */
  readonly reading?: CalendarReading | undefined;
  /** A calendar that is connected already, by the host of its address. */
  readonly connected?: { readonly host: string; readonly readAt: Instant | undefined } | undefined;
};

export function CalendarStep(props: CalendarStepProps) {
  return (
    <SetupPage
      step="Calendar"
      title="The calendar that says when you are busy"
      lead={`Openhours reads the calendar that ${props.practitionerName} already uses and never offers a time that is taken there.`}
    >
      {props.connected ? (
        <Message tone="good" title={`A calendar at ${props.connected.host} is connected.`}>
          <p>Another address replaces it.</p>
        </Message>
      ) : undefined}
      {props.reading ? <Found {...props} reading={props.reading} /> : undefined}
      <AddressForm {...props} />
      <Skip connected={props.connected !== undefined} />
    </SetupPage>
  );
}

function Found({ reading, zone, address }: CalendarStepProps & { reading: CalendarReading }) {
  return (
    <Card title="Is this your calendar?" id="preview">
      <p class="soft">
        Busy times of the next two weeks, {zone.replaceAll('_', ' ')} time. Openhours keeps when events begin and end,
        never what they are called.
      </p>
      <BusyDays busy={reading.busy} window={reading.window} zone={zone} />
      {reading.warnings.map((warning) => (
        <Message tone="warn">
          <p>{warning}</p>
        </Message>
      ))}
      <form method="post" class="row">
        <input type="hidden" name="address" value={address} />
        <button class="button" name="do" value="use">
          Yes, use this calendar
        </button>
      </form>
    </Card>
  );
}

function AddressForm({ address, error, reading }: CalendarStepProps) {
  return (
    <Card title={reading ? 'Another calendar' : undefined}>
      <form method="post" class="stack" novalidate>
        <TextField
          name="address"
          label="Address of the calendar"
          type="url"
          inputmode="url"
          placeholder="https://… or webcal://…"
          hint="An iCalendar address, often ending in .ics. It stays secret: it is stored encrypted and shown to nobody."
          value={address}
          error={error}
          autocomplete="off"
        />
        <div class="row">
          <button class={reading ? 'button button-quiet' : 'button'} name="do" value="read">
            Read the calendar
          </button>
        </div>
      </form>
      <div>
        <p class="label">Where do I find it?</p>
        <Help title="Google Calendar">
          <ol>
            <li>
              Open Google Calendar on a computer. Next to the calendar’s name, choose the three dots, then “Settings and
              sharing”.
            </li>
            <li>Scroll to “Integrate calendar”.</li>
            <li>Copy “Secret address in iCal format”, not the public address.</li>
          </ol>
          <p class="soft">Missing? In a Google Workspace the administrator can switch it on.</p>
        </Help>
        <Help title="Outlook and Microsoft 365">
          <ol>
            <li>Open Outlook on the web, then Settings › Calendar › Shared calendars.</li>
            <li>Under “Publish a calendar”, choose the calendar and “Can view when I’m busy”, then Publish.</li>
            <li>Copy the ICS link, not the HTML link.</li>
          </ol>
        </Help>
        <Help title="Apple iCloud">
          <ol>
            <li>In the Calendar app, click the share symbol beside the calendar’s name.</li>
            <li>Switch on “Public Calendar”, then copy the link. It begins with webcal://.</li>
          </ol>
          <p class="soft">Who has the link can read the calendar. Consider a calendar without names in it.</p>
        </Help>
        <Help title="Nextcloud">
          <ol>
            <li>In Calendar, open the menu of the calendar and choose “Share link”.</li>
            <li>From the link’s menu, choose “Copy subscription link”.</li>
          </ol>
        </Help>
      </div>
    </Card>
  );
}

function Skip({ connected }: { connected: boolean }) {
  return (
    <form method="post" class="stack-tight">
      {connected ? undefined : (
        <p class="soft small">
          Without a calendar, only your weekly hours and the appointments booked here decide which times are offered.
          What stands in another calendar is not known and does not block time.
        </p>
      )}
      <div class="row">
        <button class="button button-text" name="do" value="skip">
          {connected ? 'Keep the connected calendar and go on' : 'Go on without a calendar'}
        </button>
      </div>
    </form>
  );
}
