/** Busy times day by day, without titles: what a person recognises their own calendar by. */
import { clip } from '../../domain/interval.ts';
import type { Interval, LocalDate, Zone } from '../../domain/types.ts';
import { addDays, localDate, startOfDay } from '../../domain/zone.ts';
import { clockRange, shortDay } from '../format.ts';

/** Each local day of `window` with what of `busy` lies in it; whole days are said as such. */
export function BusyDays({ busy, window, zone }: { busy: readonly Interval[]; window: Interval; zone: Zone }) {
  return (
    <dl class="busy-days">
      {daysOf(window, zone).map((day) => {
        const whole = { start: startOfDay(day, zone), end: startOfDay(addDays(day, 1), zone) };
        const inside = clip(busy, whole);
        return (
          <div class="busy-day">
            <dt>{shortDay(whole.start, zone)}</dt>
            <dd>
              {inside.length === 0 ? (
                <span class="soft">free</span>
              ) : (
                inside.map((stretch) => (
                  <span class="busy-time">
                    {stretch.start === whole.start && stretch.end === whole.end ? 'all day' : clockRange(stretch, zone)}
                  </span>
                ))
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function daysOf(window: Interval, zone: Zone): LocalDate[] {
  const days: LocalDate[] = [];
  for (let day = localDate(window.start, zone); startOfDay(day, zone) < window.end; day = addDays(day, 1))
    days.push(day);
  return days;
}
