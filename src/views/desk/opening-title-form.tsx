/** The title by which a practitioner's own calendar events open time instead of blocking it. */
import type { PractitionerId } from '../../domain/types.ts';
import { FieldError } from '../fields.tsx';
import { apart } from '../words.ts';
import { DeskForm, type Seat } from './frame.tsx';

export const LONGEST_TITLE = 200;

/** What was typed and could not be taken. */
export type RefusedTitle = { readonly practitionerId: PractitionerId; readonly typed: string; readonly error: string };

export function OpeningTitleForm(props: {
  readonly seat: Seat;
  readonly practitioner: { readonly id: PractitionerId; readonly name: string; readonly openingTitle: string };
  readonly refused: RefusedTitle | undefined;
}) {
  const { id, name, openingTitle } = props.practitioner;
  const refused = props.refused?.practitionerId === id ? props.refused : undefined;
  const field = `title-${id}`;
  return (
    <DeskForm seat={props.seat} action="/desk/calendars/opening-title">
      <input type="hidden" name="practitioner" value={id} />
      <div class="row row-end">
        <div class="field grow">
          <label for={field}>
            Title of events that reserve time for online booking<span class="optional"> (optional)</span>
          </label>
          <span class="hint" id={`${field}-hint`}>
            {apart(name)}’s own events of exactly this title are offered instead of blocking time. Empty: none are.
          </span>
          <input
            class="input"
            id={field}
            name="title"
            dir="auto"
            maxlength={LONGEST_TITLE}
            value={refused?.typed ?? openingTitle}
            aria-invalid={refused ? 'true' : undefined}
            aria-describedby={refused ? `${field}-hint ${field}-error` : `${field}-hint`}
          />
          <FieldError name={field} error={refused?.error} />
        </div>
        <button class="button button-quiet">Save</button>
      </div>
    </DeskForm>
  );
}
