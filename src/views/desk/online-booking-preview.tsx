/** Online booking as those see it who book: the link, the form's last step, and the page of an appointment. */
import { Card } from '../components.tsx';
import { Policy } from '../public/details-page.tsx';
import { Contact } from '../public/public-frame.tsx';
import type { ShownType } from '../public/shown.ts';
import { ChoiceWords, PageNotice } from '../public/types-page.tsx';
import type { Seat } from './frame.tsx';
import type { BookingSettings } from './online-booking-page.tsx';

/** What stands on the booking page beside the settings. */
export type SeenPractice = {
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly types: readonly { readonly type: ShownType; readonly practitioners: readonly string[] }[];
};

type Props = {
  readonly seat: Seat;
  readonly settings: BookingSettings;
  readonly seen: SeenPractice;
  readonly bookingUrl: string;
};

export function BookingPicture({ seat, settings, seen, bookingUrl }: Props) {
  return (
    <div id="preview" data-picture>
      <Card title={`What a ${seat.patientWord} sees`} id="picture">
        <p class="label">Behind the booking link</p>
        {settings.allowOnlineBooking ? <Open settings={settings} seen={seen} /> : <Closed />}
        <p class="label">On the page of their appointment</p>
        <Manage settings={settings} seen={seen} />
        <p>
          <a href={bookingUrl}>Open the booking page</a>
        </p>
      </Card>
    </div>
  );
}

function Closed() {
  return (
    <div class="picture stack-tight">
      <p>
        <strong>Online booking is closed</strong>
      </p>
      <p class="small">Appointments cannot be made here at the moment. Please contact the practice directly.</p>
    </div>
  );
}

function Open({ settings, seen }: Pick<Props, 'settings' | 'seen'>) {
  return (
    <div class="picture stack-tight">
      {settings.pageNotice.trim() ? <PageNotice text={settings.pageNotice.trim()} /> : undefined}
      {seen.types.length === 0 ? <p>Nothing can be booked online at the moment.</p> : undefined}
      {seen.types.map(({ type, practitioners }) => (
        <div class="picture-choice">
          <ChoiceWords type={type} practitioners={practitioners} />
        </div>
      ))}
      {settings.askNote ? <p class="small soft">When booking they are asked for a note.</p> : undefined}
      {settings.policyText.trim() ? <Policy text={settings.policyText.trim()} /> : undefined}
    </div>
  );
}

function Manage({ settings, seen }: Pick<Props, 'settings' | 'seen'>) {
  const { allowOnlineChanges, allowOnlineBooking } = settings;
  return (
    <div class="picture stack-tight">
      {allowOnlineChanges ? (
        <p class="row">
          {allowOnlineBooking ? <span class="picture-button">Move to another time</span> : undefined}
          <span class="picture-button">Cancel appointment</span>
        </p>
      ) : (
        <Contact practice={seen} lead="To move or cancel this appointment, please contact" />
      )}
    </div>
  );
}
