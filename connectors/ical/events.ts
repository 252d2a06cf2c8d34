/** From text to the components that matter: events, free/busy periods and zones, still as written. */

import type { ReadQuery } from '../provider.ts';
import { type ContentLine, parameter } from './content-line.ts';
import { describingNames, eventNames, readEventLine } from './event-lines.ts';
import { FarEvents } from './far-event.ts';
import { limits } from './limits.ts';
import { eachLine } from './lines.ts';
import { Names } from './names.ts';
import { isOutside, isPeriodOutside } from './outside.ts';
import { alarmRest, PassingOver } from './plain-text.ts';
import { eachPeriod, readTime } from './properties.ts';
import { RawEvent, type RawCalendar, type RawObservance, type RawPeriod, type Scope } from './raw.ts';

/** Components that hold no other one of the kinds read here: their BEGIN closes what is left open before it. */
const topLevel = new Set(['VEVENT', 'VTODO', 'VJOURNAL', 'VFREEBUSY', 'VTIMEZONE', 'VAVAILABILITY']);
const components = new Names([...topLevel, 'VCALENDAR', 'VALARM', 'STANDARD', 'DAYLIGHT']);
const zoneNames = ['TZID', 'TZOFFSETFROM', 'TZOFFSETTO'];
const alarms = new PassingOver(alarmRest);
const calendarNames = ['BEGIN', 'END', 'METHOD', 'X-WR-TIMEZONE', 'FREEBUSY'];

/** Never throws: what cannot be read is named in `unreadable` of its event. */
export function readComponents(text: string, query: ReadQuery): RawCalendar {
  const people = query.owner === undefined ? [] : ['ORGANIZER', 'ATTENDEE'];
  const asked = [...(query.titles === true ? ['SUMMARY'] : []), ...people];
  const names = new Names([...calendarNames, ...zoneNames, ...eventNames, ...asked]);
  const reader = new ComponentReader(query);
  eachLine(
    text,
    names,
    (line, next) => reader.read(line, next),
    (name) => reader.leaveOut(name),
  );
  return reader.end();
}

class ComponentReader {
  private readonly query: ReadQuery;
  private readonly events: RawEvent[] = [];
  private readonly leftOut = new Map<string, number>();
  private readonly periods: RawPeriod[] = [];
  private readonly zones = new Map<string, readonly RawObservance[]>();
  private readonly far: FarEvents;
  private readonly open: string[] = [];
  /** The innermost open component. */
  private current: string | undefined;
  private isCalendar = false;
  private isCapped = false;
  private unreadablePeriods = 0;
  private counted = 0;
  private scope: Scope = { method: undefined, zone: undefined };
  private event: RawEvent | undefined;
  private observance: RawObservance | undefined;
  private observances: RawObservance[] = [];
  private uid = '';

  constructor(query: ReadQuery) {
    this.query = query;
    this.far = new FarEvents(query);
  }

  /** Answers with the place to read on from, 0 for the next line. */
  read(line: ContentLine, next: number): number {
    const { current, event } = this;
    if (line.name === 'BEGIN') return this.begin(line.oneOf(components) ?? line.value.toUpperCase(), line.text, next);
    if (line.name === 'END') this.finish(line.oneOf(components) ?? line.value.toUpperCase());
    else if (current === 'VEVENT') {
      if (event !== undefined) readEventLine(event, line);
    } else if (current === 'VCALENDAR') this.readCalendarLine(line);
    else if (current === 'VTIMEZONE' && line.name === 'TZID') this.addZone(line.value);
    else if (current === 'VFREEBUSY') this.readFreeBusyLine(line);
    else if (this.open.at(-2) === 'VTIMEZONE' && this.observance !== undefined)
      readObservanceLine(this.observance, line);
    return 0;
  }

  /** A line of this name was longer than the limit. */
  leaveOut(name: string): void {
    if (describingNames.has(name)) return;
    if (this.current === 'VEVENT' && this.event !== undefined) this.event.isCapped = true;
    else this.isCapped = true;
  }

  end(): RawCalendar {
    const { open, isCalendar, isCapped, unreadablePeriods, events, leftOut, periods, zones } = this;
    const ends = open.length === 0 ? 'whole' : open.length === 1 && open[0] === 'VCALENDAR' ? 'open' : 'cut';
    this.finishEvent();
    return { isCalendar, ends, isCapped, unreadablePeriods, events, leftOut, periods, zones };
  }

  private begin(name: string, text: string, next: number): number {
    const { open } = this;
    if (name === 'VCALENDAR') {
      this.isCalendar = true;
      this.scope = { method: undefined, zone: undefined };
      this.finishEvent();
      open.length = 0;
    } else if (topLevel.has(name)) {
      this.finishEvent();
      open.length = open[0] === 'VCALENDAR' ? 1 : 0;
    }
    if (name === 'VEVENT' && next !== -1) {
      const end = this.far.over(text, next);
      this.counted += this.far.count;
      this.current = open.at(-1);
      if (end !== 0) return end;
    }
    if (name === 'VALARM' && this.current === 'VEVENT' && open.length === 2 && next !== -1) {
      const end = alarms.from(text, next);
      if (end !== next) return end;
    }
    if (open.length < limits.nesting) open.push(name);
    this.current = open.at(-1);
    if (name === 'VEVENT') this.event = new RawEvent(this.scope, this.counted++);
    if (name === 'VTIMEZONE') this.observances = [];
    if (name === 'VFREEBUSY') this.uid = '';
    if (open.at(-2) === 'VTIMEZONE') {
      this.observance = { start: undefined, from: '', to: '', rules: [], extra: [] };
      this.observances.push(this.observance);
    }
    return 0;
  }

  private finish(name: string): void {
    const at = this.open.lastIndexOf(name);
    if (at === -1) return;
    this.open.length = at;
    this.current = this.open.at(-1);
    if (at <= 1) this.finishEvent();
  }

  private finishEvent(): void {
    const { event } = this;
    if (event === undefined) return;
    this.event = undefined;
    if (!isOutside(event, this.query)) this.keep(event);
    else if (event.sequence > 0 && event.uid !== undefined) {
      this.leftOut.set(event.uid, Math.max(event.sequence, this.leftOut.get(event.uid) ?? 0));
    }
  }

  private keep(event: RawEvent): void {
    if (this.events.length >= limits.events) this.isCapped = true;
    else this.events.push(event);
  }

  private readCalendarLine(line: ContentLine): void {
    if (line.name === 'METHOD') this.scope.method ??= line.value.toUpperCase();
    if (line.name === 'X-WR-TIMEZONE') this.scope.zone ??= line.value;
  }

  private readFreeBusyLine(line: ContentLine): void {
    if (line.name === 'UID') this.uid = line.value;
    if (line.name !== 'FREEBUSY') return;
    if (this.periods.length >= limits.instances) {
      this.isCapped = true;
      return;
    }
    const kind = parameter(line.params, 'FBTYPE')?.toUpperCase() ?? 'BUSY';
    const { scope, uid } = this;
    this.unreadablePeriods += eachPeriod(line, (period) => {
      if (kind === 'FREE' || isPeriodOutside(period, this.query)) return;
      if (this.periods.length >= limits.instances) this.isCapped = true;
      else this.periods.push({ scope, kind, period, uid });
    });
  }

  private addZone(value: string): void {
    // The name is text here and a parameter elsewhere: "Kuala Lumpur\, Singapore" is the same zone.
    const id = value.replaceAll(/\\(.)/g, '$1').replaceAll('"', '').trim();
    if (!this.zones.has(id)) this.zones.set(id, this.observances);
  }
}

function readObservanceLine(observance: RawObservance, line: ContentLine): void {
  if (line.name === 'DTSTART') observance.start ??= readTime(line);
  if (line.name === 'TZOFFSETFROM') observance.from ||= line.value;
  if (line.name === 'TZOFFSETTO') observance.to ||= line.value;
  if (line.name === 'RRULE') observance.rules.push(line.value);
  if (line.name === 'RDATE') {
    // One more than is ever used, so that it is seen to be too many.
    eachPeriod(line, (period) => observance.extra.length <= limits.zoneChanges && observance.extra.push(period));
  }
}
