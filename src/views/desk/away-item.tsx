/** "Are you away?": an all-day event of two days or more that is marked free, among what needs a person; and what was answered. */
import type { Child } from 'hono/jsx';
import type { AwayEvent, AwayQuestion } from '../../domain/away.ts';
import { instant } from '../../domain/interval.ts';
import { day } from '../format.ts';
import { apart } from '../words.ts';
import { Item } from './attention-items.tsx';
import { DeskForm, type Seat } from './frame.tsx';

export function AwayItem({ seat, question }: { seat: Seat; question: AwayQuestion }) {
  return (
    <Item
      title={`Is ${apart(question.practitionerName)} away, ${daysOf(question)}?`}
      end={
        <AnswerForm seat={seat} event={question}>
          <button class="button button-quiet button-small" name="away" value="yes">
            Yes, away
          </button>
          <button class="button button-quiet button-small" name="away" value="no">
            No, offer the time
          </button>
        </AnswerForm>
      }
    >
      <p>
        “{apart(question.calendarName || 'Calendar')}” has something on all of these days that is marked as free.
        Nothing is offered then until somebody says.
      </p>
    </Item>
  );
}

/** Answers of one practitioner, each with its opposite beside it. */
export function AwayAnswers({ seat, events }: { seat: Seat; events: readonly AwayEvent[] }) {
  const answered = events.filter(({ away }) => away !== undefined);
  if (answered.length === 0) return <></>;
  return (
    <details class="change">
      <summary>Days marked as free in a calendar: what was answered</summary>
      <ul class="list change-body">
        {answered.map((event) => (
          <Item
            title={daysOf(event)}
            end={
              <AnswerForm seat={seat} event={event} back="calendars">
                <button class="button button-quiet button-small" name="away" value={event.away === true ? 'no' : 'yes'}>
                  {event.away === true ? 'Offer the time' : 'Away after all'}
                  <span class="unseen"> {daysOf(event)}</span>
                </button>
              </AnswerForm>
            }
          >
            <p>
              {event.away === true ? 'Away: nothing is offered.' : 'Not away: the time is offered.'} In “
              {apart(event.calendarName || 'Calendar')}”.
            </p>
          </Item>
        ))}
      </ul>
    </details>
  );
}

type FormProps = {
  readonly seat: Seat;
  readonly event: AwayQuestion;
  readonly back?: 'calendars';
  readonly children?: Child;
};

function AnswerForm({ seat, event: { calendarId, event }, back, children }: FormProps) {
  return (
    <DeskForm seat={seat} action="/desk/away" class="row">
      <input type="hidden" name="calendar" value={calendarId} />
      <input type="hidden" name="event" value={event} />
      {back === undefined ? undefined : <input type="hidden" name="back" value={back} />}
      {children}
    </DeskForm>
  );
}

/** Its last day is the one before it ends. */
function daysOf({ start, end, zone }: AwayQuestion): string {
  return `${day(start, zone)} – ${day(instant(end - 1), zone)}`;
}
