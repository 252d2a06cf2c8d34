/**
 * Single events that lie far from the asked time, told by their text alone: most of a calendar is past. Says nothing of any event
 * that is written in an unusual way, repeats, or lies near; those are read line by line, and `isOutside` judges them.
 */

import { DAY } from '../../src/domain/interval.ts';
import type { Interval } from '../../src/domain/types.ts';
import { MARGIN } from './outside.ts';
import { alarmRest, eol, lastEol, line, LONGEST } from './plain-text.ts';

const BEGIN_CRLF = 'BEGIN:VEVENT\r\n';
const BEGIN_LF = 'BEGIN:VEVENT\n';
/** What says when an event is, or that a newer version of it counts, is not among these. */
const others = `(?:(?!BEGIN|END|DT(?:START|END)|DURATION|R(?:RULE|DATE|ECURRENCE)|EX|SEQUENCE(?!:0${eol}))${line}|BEGIN:VALARM${eol}${alarmRest})*`;
/** A day that there is; February 29 is looked at closer elsewhere. */
const day = String.raw`([12]\d{3}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])(?:29|30)|(?:0[13578]|1[02])31))`;
const clock = String.raw`(?:T(?:[01]\d|2[0-3])[0-5]\d[0-5]\dZ?)?`;
const params = String.raw`(?:;[A-Z-]+=(?:"[^"\r\n]*"|[^":;\r\n]*))*`;
const time = `${params}:${day}${clock}${eol}`;

export class FarEvents {
  private readonly pattern = new RegExp(
    `^${others}DTSTART${time}${others}(?:DTEND${time}${others})?END:VEVENT${lastEol}`,
  );
  /** As calendars write days; undefined where that cannot be written with eight digits. */
  private readonly before: string | undefined;
  private readonly after: string | undefined;
  /** How many events {@link FarEvents.over} passed over last. */
  count = 0;

  constructor(window: Interval) {
    // A day more than an event without an end lasts.
    this.before = written(window.start - MARGIN - 2 * DAY);
    this.after = written(window.end + MARGIN + 2 * DAY);
  }

  /**
   * Where to read on behind an event, and behind those like it that follow, when its first line after BEGIN is at `at`; 0 unless it
   * is known to lie outside.
   */
  over(text: string, at: number): number {
    this.count = 0;
    let end = 0;
    for (let begun = at; begun !== -1; begun = begunAt(text, end)) {
      const next = this.endOf(text, begun);
      if (next === 0) break;
      end = next;
      this.count += 1;
    }
    return end;
  }

  private endOf(text: string, at: number): number {
    const { before, after, pattern } = this;
    if (before === undefined || after === undefined) return 0;
    const found = pattern.exec(text.slice(at, at + LONGEST));
    if (found === null) return 0;
    const start = found[1] ?? '';
    const last = found[2] ?? start;
    return start > after || (start < before && last < before) ? at + found[0].length : 0;
  }
}

/** Where the first line is of an event that begins at `at`; -1 where none does. */
function begunAt(text: string, at: number): number {
  if (text.startsWith(BEGIN_CRLF, at)) return at + BEGIN_CRLF.length;
  return text.startsWith(BEGIN_LF, at) ? at + BEGIN_LF.length : -1;
}

function written(at: number): string | undefined {
  const text = new Date(at).toISOString();
  return text.startsWith('+') || text.startsWith('-') ? undefined : text.slice(0, 10).replaceAll('-', '');
}
