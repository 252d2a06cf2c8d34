/** Where a reading puts what it found: instances each with a key of its own, or bare numbers where only the time matters. */

import { instant } from '../../src/domain/interval.ts';
import type { BusyKind, Instant, Interval } from '../../src/domain/types.ts';
import type { Instance, ReadQuery } from '../provider.ts';
import { hashOf, isAllDay, kindOf, uidOf } from './event.ts';
import { limits } from './limits.ts';
import type { RawEvent } from './raw.ts';

export interface Found {
  /** More was given than the limit allows; the rest was not kept. */
  readonly isFull: boolean;
  /** `occurrence` names the occurrence among those of its event. Events of one UID come one after the other. */
  add(event: RawEvent, occurrence: number, start: Instant, end: Instant): void;
  addPeriod(uid: string, kind: BusyKind, start: Instant, end: Instant): void;
}

export class FoundInstances implements Found {
  readonly instances: Instance[] = [];
  isFull = false;
  private readonly query: ReadQuery;
  private readonly owner: readonly string[] | undefined;
  /** How often each occurrence of the event in hand was given. */
  private readonly times = new Map<number, number>();
  private hashed: { readonly uid: string; readonly hash: string } | undefined;

  constructor(query: ReadQuery) {
    this.query = query;
    this.owner = query.owner?.map((each) => each.toLowerCase());
  }

  add(event: RawEvent, occurrence: number, start: Instant, end: Instant): void {
    const uidHash = this.hash(uidOf(event));
    const instance: { -readonly [Part in keyof Instance]: Instance[Part] } = {
      start,
      end,
      key: this.key(uidHash, occurrence),
      uidHash,
      kind: kindOf(event, []) ?? 'busy',
      allDay: isAllDay(event),
    };
    if (event.uid !== undefined && this.query.isOurs?.(event.uid) === true) instance.ours = event.uid;
    if (this.owner !== undefined) {
      instance.organised = event.organiser === undefined || this.owner.includes(event.organiser);
    }
    if (this.query.titles === true && event.title !== undefined) instance.title = event.title;
    this.push(instance);
  }

  addPeriod(uid: string, kind: BusyKind, start: Instant, end: Instant): void {
    // Apart from events, which may have the same UID.
    const uidHash = this.hash(`\nVFREEBUSY ${uid}`);
    this.push({ start, end, key: this.key(uidHash, start), uidHash, kind, allDay: false });
  }

  private push(instance: Instance): void {
    if (this.instances.length >= limits.instances) this.isFull = true;
    else this.instances.push(instance);
  }

  private hash(uid: string): string {
    if (this.hashed?.uid !== uid) {
      this.hashed = { uid, hash: hashOf(uid) };
      this.times.clear();
    }
    return this.hashed.hash;
  }

  /** Stable between readings; what has the same UID and time gets a number behind it. */
  private key(uidHash: string, occurrence: number): string {
    const times = this.times.get(occurrence) ?? 0;
    this.times.set(occurrence, times + 1);
    const key = `${uidHash}-${occurrence / 1000}`;
    return times === 0 ? key : `${key}-${times}`;
  }
}

/** Time that blocks by the default rules, in two lists of numbers: merging needs no pairs. */
export class FoundBusy implements Found {
  isFull = false;
  private starts = new Float64Array(1024);
  private ends = new Float64Array(1024);
  private count = 0;
  /** Occurrences of one event come one after the other. */
  private event: RawEvent | undefined;
  private blocks = false;

  add(event: RawEvent, _occurrence: number, start: Instant, end: Instant): void {
    if (event !== this.event) {
      const kind = kindOf(event, []);
      this.event = event;
      this.blocks = kind !== 'free' && kind !== 'elsewhere';
    }
    if (this.blocks) this.push(start, end);
  }

  addPeriod(_uid: string, _kind: BusyKind, start: Instant, end: Instant): void {
    this.push(start, end);
  }

  /** Sorted, apart from each other, inside `window`. */
  merged(window: Interval): Interval[] {
    const starts = this.starts.subarray(0, this.count).sort();
    const ends = this.ends.subarray(0, this.count).sort();
    const merged: Interval[] = [];
    let ended = 0;
    let begin = NaN;
    for (let begun = 0; begun < this.count; begun++) {
      const start = starts[begun] as number; // begun < count
      while ((ends[ended] as number) < start) ended++; // the end of what began last is not before it
      // All that began before has ended: nothing reaches over to this start.
      if (ended !== begun || begun === 0) {
        if (begun === 0) begin = start;
        continue;
      }
      merged.push(clipped(begin, ends[ended - 1] as number, window)); // begun > 0 have ended
      begin = start;
    }
    if (this.count > 0) merged.push(clipped(begin, ends[this.count - 1] as number, window)); // the last end of all
    return merged;
  }

  private push(start: number, end: number): void {
    if (this.count >= limits.spans) {
      this.isFull = true;
      return;
    }
    if (this.count === this.starts.length) {
      this.starts = grown(this.starts);
      this.ends = grown(this.ends);
    }
    this.starts[this.count] = start;
    this.ends[this.count++] = end;
  }
}

function grown(list: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(list.length * 2);
  larger.set(list);
  return larger;
}

function clipped(start: number, end: number, window: Interval): Interval {
  return { start: instant(Math.max(start, window.start)), end: instant(Math.min(end, window.end)) };
}
