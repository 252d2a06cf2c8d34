/** Where the script draws a week, and the dialog that asks how far a drag reaches. Nothing of it shows without scripts. */
import { DeskForm, type Seat } from './frame.tsx';
import type { ShownWeek } from './week-list.tsx';

const LAYERS = [
  ['opening', 'Reserved'],
  ['slot', 'Open times'],
  ['appointment', 'Appointments'],
  ['busy', 'Busy'],
] as const;

/** Empty until the script draws the list into it. */
export function WeekCalendar({ week, now }: { week: ShownWeek; now: string }) {
  return (
    <section class="week with-script" aria-label="Week calendar">
      <div class="row row-apart">
        <div class="legend" role="group" aria-label="Shown">
          {LAYERS.map(([kind, label]) => (
            <label class={`layer layer-${kind}`}>
              <input type="checkbox" id={`layer-${kind}`} checked />
              <span class="layer-mark" aria-hidden="true" />
              {label}
            </label>
          ))}
          <label class="layer">
            <input type="checkbox" id="whole-day" />
            Whole day
          </label>
        </div>
        <div class="row">
          <div class="week-turn" id="week-turn" hidden>
            <button type="button" class="button button-quiet button-small" data-turn="prev">
              Days before
            </button>
            <button type="button" class="button button-quiet button-small" data-turn="next">
              Days after
            </button>
          </div>
          <button type="button" class="button button-small" id="reserve-open">
            Reserve time
          </button>
        </div>
      </div>
      <div
        id="week-calendar"
        data-monday={week.monday}
        data-now={now}
        data-slot-colour={week.slotType?.colour ?? 'teal'}
        data-slot-name={week.slotType?.name ?? ''}
      />
      <p class="unseen" role="status" id="week-status" />
    </section>
  );
}

/** Filled in and sent by the script when a reserved time was dragged; asks how far the change reaches where it repeats. */
export function MoveForm({ seat, back }: { seat: Seat; back: string }) {
  return (
    <dialog id="move" class="sheet" aria-labelledby="move-title">
      <DeskForm seat={seat} action="/desk/openings/move">
        <h2 id="move-title">Change which ones?</h2>
        <p id="move-words" class="soft" />
        {['opening', 'occurrence', 'start', 'end'].map((name) => (
          <input type="hidden" name={name} value="" />
        ))}
        <input type="hidden" name="back" value={back} />
        <div class="scopes">
          <button class="button" name="scope" value="one">
            Only this one
          </button>
          <button class="button button-quiet" name="scope" value="following">
            This and following
          </button>
          <button class="button button-quiet" name="scope" value="all">
            All
          </button>
          <button type="button" class="button button-text" data-close>
            Leave it as it was
          </button>
        </div>
      </DeskForm>
    </dialog>
  );
}
