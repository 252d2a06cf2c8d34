/** One engine reads one feed once, in a process of its own: `node feed-process.js engine file from to`. Answers in JSON. */

import { readFileSync } from 'node:fs';
import type ICAL from 'ical.js';
import type nodeIcal from 'node-ical';
import type { VEvent } from 'node-ical';
import { clip, DAY, interval, merge } from '../src/domain/interval.ts';
import type { Interval } from '../src/domain/types.ts';

/**
 * `ms`: of the first call; `warm`: of some more calls on average, only for our own engine. Both are what the thread used
 * of a processor: where nothing else runs that is the time it took, and elsewhere still.
 */
export type FeedRun = {
  readonly ms: number;
  readonly warm: number | undefined;
  readonly peak: number;
  readonly busy: number;
  readonly intervals: number;
};

type Engine = (text: string, window: Interval) => Iterable<Interval>;

/** Each loads itself alone. */
const engines: Record<string, () => Promise<Engine>> = {
  ours: async () => {
    const { busyFromIcs } = await import('../connectors/ical/busy.ts');
    return (text, window) => {
      const { intervals, warnings } = busyFromIcs(text, { ...window, zone: 'UTC' });
      if (warnings.length > 0) throw new Error(`The feed was not read whole: ${warnings[0]?.text}`);
      return intervals;
    };
  },
  'ical.js': async () => {
    const { default: library } = await import('ical.js');
    return (text, window) => withIcalJs(library, text, window);
  },
  'node-ical': async () => {
    const { default: library } = await import('node-ical');
    return (text, window) => withNodeIcal(library, text, window);
  },
};

/**
 * An Event for each VEVENT, changes related to their series, an iterator for each series. Changes are named to the
 * constructor, which else looks through the whole calendar for each event: three minutes at 10,000.
 */
function* withIcalJs(library: typeof ICAL, text: string, window: Interval): Generator<Interval> {
  const root = new library.Component(library.parse(text) as unknown[]); // one VCALENDAR
  const events = root.getAllSubcomponents('vevent').map((each) => new library.Event(each, { exceptions: [] }));
  const isFree = (event: ICAL.Event) => event.component.getFirstPropertyValue('transp') === 'TRANSPARENT';
  const inWindow = (start: ICAL.Time, end: ICAL.Time) => interval(start.toUnixTime() * 1000, end.toUnixTime() * 1000);
  const masters = new Map<string, ICAL.Event>();
  for (const event of events) if (!event.isRecurrenceException()) masters.set(event.uid, event);
  for (const event of events) if (event.isRecurrenceException()) masters.get(event.uid)?.relateException(event);
  for (const event of masters.values()) {
    if (!event.isRecurring()) {
      if (!isFree(event)) yield inWindow(event.startDate, event.endDate);
      continue;
    }
    const iterator = event.iterator();
    for (let next = iterator.next() as ICAL.Time | undefined; next; next = iterator.next() as ICAL.Time | undefined) {
      if (next.toUnixTime() * 1000 > window.end + 2 * DAY) break;
      const { item, startDate, endDate } = event.getOccurrenceDetails(next);
      if (!isFree(item)) yield inWindow(startDate, endDate);
    }
  }
}

function* withNodeIcal(library: typeof nodeIcal, text: string, window: Interval): Generator<Interval> {
  const isEvent = (each: { type?: string } | undefined): each is VEvent => each?.type === 'VEVENT';
  for (const event of Object.values(library.sync.parseICS(text))) {
    if (!isEvent(event)) continue;
    if (event.rrule === undefined) {
      if (event.transparency !== 'TRANSPARENT' && event.end !== undefined) yield interval(+event.start, +event.end);
      continue;
    }
    const asked = { from: new Date(window.start - 2 * DAY), to: new Date(window.end + 2 * DAY) };
    for (const { start, end, event: own } of library.expandRecurringEvent(event, asked)) {
      if (own.transparency !== 'TRANSPARENT') yield interval(+start, +end);
    }
  }
}

/** Letters read before a reader counts as warm: small feeds are read that much oftener. */
const WARM_TEXT = 60_000_000;

const [name = '', file = '', from = '', to = ''] = process.argv.slice(2);
// It says of each event that it does not know the zone: printing that is not to be measured.
Object.assign(console, { warn: () => {} });
const load = engines[name];
if (load === undefined) throw new Error(`There is no engine ${name}.`);
const engine = await load();
const text = readFileSync(file, 'utf8');
const window = interval(Number(from), Number(to));
const run = () => {
  const begin = process.threadCpuUsage();
  const found = merge(clip(engine(text, window), window));
  const { user, system } = process.threadCpuUsage(begin);
  return { ms: (user + system) / 1000, found };
};
const { ms, found } = run();
const peak = process.resourceUsage().maxRSS / 1024;
// A processor's time is told in steps of some milliseconds: of many calls together they do not matter.
const calls = Math.max(5, Math.ceil(WARM_TEXT / text.length));
const warm =
  name === 'ours'
    ? Array.from({ length: calls }, () => run().ms).reduce((sum, each) => sum + each, 0) / calls
    : undefined;
const busy = found.reduce((sum, { start, end }) => sum + end - start, 0) / 60_000;
process.stdout.write(JSON.stringify({ ms, warm, peak, busy, intervals: found.length } satisfies FeedRun));
