/** From what changed in a calendar to what it blocks: each object read by itself, by our own reader, for the whole window. */

import { merge } from '../../src/domain/interval.ts';
import type { Interval } from '../../src/domain/types.ts';
import { NotACalendar } from '../ical/busy.ts';
import { limits } from '../ical/limits.ts';
import type { IcsReader } from '../ical/reader.ts';
import {
  type Cursor,
  type Delta,
  type EventChange,
  type Instance,
  ProviderError,
  type ReadQuery,
  type Reading,
  type Warning,
} from '../provider.ts';
import { idOf, type Member, memberOf, nameFor } from './collection.ts';
import { cursorFor, type Left, NOWHERE, readCursor, speaksFor, versionOf } from './cursor.ts';
import type { Dav } from './dav.ts';
import { differenceOf, type Difference, listingOf, type Mark } from './listing.ts';
import { eachObject, type Stored } from './objects.ts';

type Asked = { readonly dav: Dav; readonly reader: IcsReader; readonly collection: URL };

export async function changesOf(asked: Asked, cursor: Cursor | undefined, query: ReadQuery): Promise<Delta> {
  const left = readCursor(cursor);
  // Only readings that reached as far can stand for this one; else all is read.
  return left !== undefined && speaksFor(left, query) ? since(asked, left, query) : all(asked, query);
}

async function all({ dav, reader, collection }: Asked, query: ReadQuery): Promise<Delta> {
  const { mark, members } = await listingOf(dav, collection);
  const objects = new Map(members.map(({ name, etag }) => [idOf(name), versionOf(etag)]));
  const { start, end, zone } = query;
  const readings = new Readings(reader, { ...query, start, end }, objects);
  if (members.length > limits.events)
    readings.giveUp('has more events than are read of any; none of its time is known');
  else await readings.addAll(dav, collection, members);
  return {
    kind: 'full',
    cursor: readings.isGivenUp ? NOWHERE : readings.cursor({ start, end, zone }, mark),
    ...readings.rest(),
    instances: readings.events().flatMap(({ instances }) => instances),
  };
}

async function since({ dav, reader, collection }: Asked, left: Left, query: ReadQuery): Promise<Delta> {
  const { mark, changed, gone }: Difference = await differenceOf(dav, collection, left);
  if (changed.length === 0 && gone.length === 0) return { kind: 'unchanged', cursor: cursorFor({ ...left, ...mark }) };
  const objects = new Map(left.objects);
  for (const id of gone) objects.delete(id);
  for (const { name, etag } of changed) objects.set(idOf(name), versionOf(etag));
  // The window that the others were read in: what is stored covers that one.
  const readings = new Readings(
    reader,
    { ...query, start: left.start as Interval['start'], end: left.end as Interval['end'] },
    objects,
  );
  const again = left.doubtful.flatMap((path) => memberOf(collection, path) ?? []);
  const members = new Map([...again, ...changed].map((member) => [member.name, member]));
  const there = [...members.values()].filter(({ name }) => objects.has(idOf(name)));
  await readings.addAll(dav, collection, there);
  return {
    kind: 'changes',
    cursor: readings.isGivenUp ? NOWHERE : readings.cursor(left, mark),
    ...readings.rest(),
    events: [...gone.map((uidHash) => ({ uidHash, instances: [] })), ...readings.events()],
  };
}

/** What was read of one object after the other. */
class Readings {
  isGivenUp = false;
  private readonly reader: IcsReader;
  private readonly query: ReadQuery;
  private readonly objects: Map<string, string>;
  private readonly read: EventChange[] = [];
  private readonly uncertain: Interval[] = [];
  private readonly warnings: Warning[] = [];
  private readonly doubtful: string[] = [];
  private count = 0;

  /** `objects` are all of the calendar, those that are not read again too. */
  constructor(reader: IcsReader, query: ReadQuery, objects: Map<string, string>) {
    this.reader = reader;
    this.query = query;
    this.objects = objects;
  }

  /** An object that is named and then is not there was removed meanwhile, or cannot be had: only a new look tells which. */
  async addAll(dav: Dav, collection: URL, members: readonly Member[]): Promise<void> {
    const missing = new Set<string>();
    await eachObject(dav, { collection, members }, async (member, stored) => {
      if (stored === undefined) missing.add(member.name);
      else await this.add(member, stored);
    });
    if (missing.size === 0) return;
    const listing = await listingOf(dav, collection);
    if (listing.members.some(({ name }) => missing.has(name))) {
      throw new ProviderError('retry', "The calendar's server names events that it does not give.");
    }
    for (const uidHash of [...missing].map(idOf)) {
      this.objects.delete(uidHash);
      this.read.push({ uidHash, instances: [] });
    }
  }

  private async add({ name, path }: Member, stored: Stored): Promise<void> {
    const uidHash = idOf(name);
    // All its time is closed already: no other object can change that.
    if (this.isGivenUp) return;
    if (stored.etag !== undefined) this.objects.set(uidHash, versionOf(stored.etag));
    const { reading, isGivenUp } = await this.reader(stored.text, this.queryFor(name)).catch((cause: unknown) => {
      if (!(cause instanceof NotACalendar)) throw cause;
      throw new ProviderError('retry', 'An event of the calendar cannot be read.', { cause });
    });
    this.isGivenUp ||= isGivenUp;
    this.uncertain.push(...reading.uncertain);
    for (const warning of reading.warnings) {
      if (this.warnings.length < limits.warnings) this.warnings.push({ ...warning, uidHash });
    }
    if (reading.uncertain.length > 0 || reading.warnings.length > 0) this.doubtful.push(path);
    const instances = reading.instances.map((one) => ({ ...one, uidHash, key: keyOf(one, uidHash) }));
    this.read.push({ uidHash, instances });
    this.count += instances.length;
    if (this.count > limits.instances) this.giveUp('has more events in this time than are read of any; not all were');
  }

  giveUp(what: string): void {
    this.isGivenUp = true;
    this.uncertain.push(this.whole());
    this.warnings.push({ rule: 'capped', text: `The calendar ${what}.` });
  }

  events(): readonly EventChange[] {
    return this.read;
  }

  rest(): Omit<Reading, 'instances'> {
    return { covered: this.whole(), uncertain: merge(this.uncertain), warnings: this.warnings };
  }

  cursor({ start, end, zone }: Pick<Left, 'start' | 'end' | 'zone'>, mark: Mark): Cursor {
    return cursorFor({ start, end, zone, ...mark, objects: this.objects, doubtful: this.doubtful });
  }

  private whole(): Interval {
    return { start: this.query.start, end: this.query.end };
  }

  /**
   * Ours stands under the name that we gave it. A copy with our UID under another one, beside it, is the owner's and
   * blocks; alone, it is ours under the name that the owner's app gave it (failures C13).
   */
  private queryFor(name: string): ReadQuery {
    const { isOurs } = this.query;
    if (isOurs === undefined) return this.query;
    const isPlace = (uid: string): boolean => nameFor(uid) === name || !this.objects.has(idOf(nameFor(uid)));
    return { ...this.query, isOurs: (uid) => isOurs(uid) && isPlace(uid) };
  }
}

/** Objects may share a UID, on servers that let them; their occurrences stay apart. */
function keyOf({ key }: Instance, uidHash: string): string {
  return `${uidHash}-${key}`;
}
