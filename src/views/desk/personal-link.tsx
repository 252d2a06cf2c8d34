/** The personal link of an appointment's patient: made on request, shown once. */
import type { Instant, Zone } from '../../domain/types.ts';
import { Card } from '../components.tsx';
import { dayAndClock } from '../format.ts';
import { CopyField } from './copy-field.tsx';
import { DeskForm, type Seat } from './frame.tsx';

/** `made` is undefined until one was asked for. */
export type PersonalLinkCard = { readonly made: { readonly url: string; readonly expires: Instant } | undefined };

export function PersonalLink(props: { seat: Seat; appointmentId: string; zone: Zone; card: PersonalLinkCard }) {
  const { seat, appointmentId, zone } = props;
  const { made } = props.card;
  return (
    <Card title="Personal booking link" id="personal">
      <p class="soft">
        With it this {seat.patientWord} can also book the appointment types that are kept to existing {seat.patientWord}
        s.
      </p>
      {made ? (
        <>
          <CopyField label="Personal booking link" value={made.url} />
          <p class="soft small">
            Copy it now: it is not shown again. It works until {dayAndClock(made.expires, zone)}, or until another one
            is made for this {seat.patientWord}.
          </p>
        </>
      ) : (
        <DeskForm seat={seat} action={`/desk/appointments/${appointmentId}/personal-link`} class="row">
          <button class="button button-quiet">Make a personal link</button>
          <span class="soft small">The one made before, if any, stops working.</span>
        </DeskForm>
      )}
    </Card>
  );
}
