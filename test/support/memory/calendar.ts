/** A whole calendar in memory behind the interface of providers: what its owner does to it, and faults on request. */
import { readIcs } from '../../../connectors/ical/busy.ts';
import {
  ProviderError,
  type Access,
  type Delta,
  type EventToWrite,
  type Found,
  type Instance,
  type Provider,
  type ReadQuery,
  type Written,
} from '../../../connectors/provider.ts';
import { instant } from '../../../src/domain/interval.ts';
import type { Interval } from '../../../src/domain/types.ts';

/** One event: a text of iCalendar that its owner wrote, or one that was put. */
type Held = {
  readonly id: string;
  version: number;
  readonly text?: string;
  ours?: EventToWrite & { readonly generation: number };
  notes: string;
};

/** When an operation goes wrong: before anything was done, or after all of it. */
export type MemoryFault = { readonly when: 'before' | 'after'; readonly error: () => Error };

type Change = { readonly id: string; readonly at: number };

export class MemoryCalendar implements Provider {
  readonly name = 'memory';
  readonly writes = true;
  readonly events = new Map<string, Held>();
  /** Ids that were deleted stay taken, as Google's do. */
  readonly used = new Set<string>();
  calls = 0;
  /** While it is there, every call waits for it. */
  gate: Promise<void> | undefined;
  #clock = 0;
  #changes: Change[] = [];
  #forgotten = 0;
  #faults: MemoryFault[] = [];
  #refusal: { readonly put: ProviderError } | undefined;

  fail(fault: MemoryFault, times = 1): void {
    this.#faults.push(...Array.from({ length: times }, () => fault));
  }

  heal(): void {
    this.#faults = [];
    this.#refusal = undefined;
  }

  /** Reading goes on, and nothing can be written any more. */
  refuseWriting(error: ProviderError): void {
    this.#refusal = { put: error };
  }

  forgetCursors(): void {
    this.#forgotten = ++this.#clock;
  }

  /** The owner writes an event, or changes it. */
  own(uid: string, text: string): void {
    this.#set({ id: `own-${uid}`, version: 0, text, notes: '' });
  }

  erase(id: string): void {
    if (!this.events.delete(id)) return;
    this.used.add(id);
    this.#changes.push({ id, at: ++this.#clock });
  }

  /** Our live event of this appointment, as its owner sees it. */
  oursOf(uid: string): Held | undefined {
    return [...this.events.values()].find(({ ours }) => ours?.uid === uid);
  }

  /** The owner drags our event. */
  move(uid: string, to: Interval): void {
    const held = this.oursOf(uid);
    if (held?.ours) this.#set({ ...held, ours: { ...held.ours, start: to.start, end: to.end } });
  }

  setNotes(uid: string, notes: string): void {
    const held = this.oursOf(uid);
    if (held) this.#set({ ...held, notes });
  }

  calendars(): Promise<readonly { id: string; name: string; writable: boolean; primary: boolean }[]> {
    return this.#do(() => [{ id: 'main', name: 'Main', writable: true, primary: true }]);
  }

  changes(_access: Access, _calendar: string, cursor: string | undefined, query: ReadQuery): Promise<Delta> {
    return this.#do(() => {
      const next = String(this.#clock);
      const covered = { start: query.start, end: query.end };
      const part = { covered, uncertain: [], warnings: [], cursor: `${next}/${query.start}/${query.end}` };
      const [since = '', start, end] = (cursor ?? '').split('/');
      const from = Number(since);
      if (cursor !== undefined && from < this.#forgotten) throw new ProviderError('resync', 'The cursor is too old.');
      if (cursor === undefined || Number(start) !== query.start || Number(end) !== query.end) {
        const instances = [...this.events.values()].flatMap((held) => instancesOf(held, query));
        return { kind: 'full', ...part, instances };
      }
      const named = new Set(this.#changes.filter(({ at }) => at > from).map(({ id }) => id));
      if (named.size === 0) return { kind: 'unchanged', cursor };
      const events = [...named].map((id) => {
        const held = this.events.get(id);
        return { uidHash: id, instances: held ? instancesOf(held, query) : [] };
      });
      return { kind: 'changes', ...part, events };
    });
  }

  put(_access: Access, _calendar: string, event: EventToWrite, known?: Written): Promise<Written> {
    return this.#do(() => {
      if (this.#refusal) throw this.#refusal.put;
      let generation = known?.generation ?? 0;
      while (this.used.has(idOf(event.uid, generation))) generation += 1;
      const id = idOf(event.uid, generation);
      const held = this.events.get(id);
      const same = held?.ours && held.ours.start === event.start && held.ours.end === event.end;
      if (!held || !same || held.ours?.title !== event.title)
        this.#set({ id, version: held?.version ?? 0, ours: { ...event, generation }, notes: held?.notes ?? '' });
      return { id, etag: `"${this.events.get(id)?.version}"`, generation };
    });
  }

  remove(_access: Access, _calendar: string, written: Written): Promise<void> {
    return this.#do(() => {
      if (this.#refusal) throw this.#refusal.put;
      this.erase(written.id);
    });
  }

  find(_access: Access, _calendar: string, uid: string): Promise<Found | undefined> {
    return this.#do(() => {
      const held = this.oursOf(uid);
      if (!held?.ours) return undefined;
      const { start, end, generation } = held.ours;
      return { uid, start, end, written: { id: held.id, etag: `"${held.version}"`, generation } };
    });
  }

  #set(held: Held): void {
    this.events.set(held.id, { ...held, version: held.version + 1 });
    this.#changes.push({ id: held.id, at: ++this.#clock });
  }

  async #do<Answer>(work: () => Answer): Promise<Answer> {
    this.calls += 1;
    const fault = this.#faults.shift();
    await this.gate;
    if (fault?.when === 'before') throw fault.error();
    const answer = work();
    if (fault) throw fault.error();
    return answer;
  }
}

function idOf(uid: string, generation: number): string {
  return `ours-${uid}-${generation}`;
}

function instancesOf({ id, text, ours }: Held, query: ReadQuery): readonly Instance[] {
  if (ours) {
    if (ours.end <= query.start || ours.start >= query.end) return [];
    const { start, end } = ours;
    return [
      {
        ...{ key: id, uidHash: id, start: instant(start), end: instant(end), kind: 'busy', allDay: false },
        ...{ ours: ours.uid, organised: true },
      },
    ];
  }
  const found = text === undefined ? [] : readIcs(text, query).instances;
  return found.map(({ ours: _, ...instance }) => ({ ...instance, uidHash: id }));
}
