/** "Are you away?": an all-day event of two days or more that is marked free, among what needs a person. */
import type { AwayQuestion } from '../../domain/away.ts';
import { instant } from '../../domain/interval.ts';
import { day } from '../format.ts';
import { apart } from '../words.ts';
import { Item } from './attention-items.tsx';
import { DeskForm, type Seat } from './frame.tsx';

export function AwayItem({ seat, question }: { seat: Seat; question: AwayQuestion }) {
  const { calendarId, calendarName, practitionerName, event, start, end, zone } = question;
  // Its last day is the one before it ends.
  const days = `${day(start, zone)} – ${day(instant(end - 1), zone)}`;
  return (
    <Item
      title={`Is ${apart(practitionerName)} away, ${days}?`}
      end={
        <DeskForm seat={seat} action="/desk/away" class="row">
          <input type="hidden" name="calendar" value={calendarId} />
          <input type="hidden" name="event" value={event} />
          <button class="button button-quiet button-small" name="away" value="yes">
            Yes, away
          </button>
          <button class="button button-quiet button-small" name="away" value="no">
            No, offer the time
          </button>
        </DeskForm>
      }
    >
      <p>
        “{apart(calendarName || 'Calendar')}” has something on all of these days that is marked as free. Nothing is
        offered then until somebody says.
      </p>
    </Item>
  );
}
