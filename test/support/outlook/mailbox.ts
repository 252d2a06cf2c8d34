/** One Outlook mailbox in memory: calendars, events with versions, a bin, and what a stand-in for Graph is told to do. */
import { dateTime, readWall } from '../../../src/domain/wall.ts';
import { toInstant } from '../../../src/domain/zone.ts';

export type Times = { readonly start: number; readonly end: number };

/** Weekly, on its own wall clock; an occurrence is named by the local time its rule gives it. */
export type Series = {
  readonly start: string;
  readonly end: string;
  readonly zone: string;
  readonly days: readonly string[];
  readonly removed: readonly string[];
  readonly moved: Readonly<Record<string, Times>>;
};

export type Stored = {
  /** Immutable. */
  readonly id: string;
  readonly created: number;
  calendar: string;
  version: number;
  /** The owner's own name for it, where they made it. */
  uid?: string;
  subject: string;
  body: string;
  location: string;
  times: Times;
  /** Of whole days, which have no zone but are days: `times` are midnights in UTC. */
  allDay: boolean;
  /** As Windows names it. */
  zone: string;
  series?: Series;
  showAs: string;
  isCancelled: boolean;
  response: string;
  organizer: string;
  transactionId?: string;
  properties: Map<string, string>;
};

export type Calendar = { readonly id: string; name: string; canEdit: boolean; isDefaultCalendar: boolean };

export type Occurrence = Times & { readonly id: string; readonly moved: boolean };

export class Mailbox {
  readonly owner = 'ada@practice.example';
  calendars: Calendar[] = [
    { id: 'AQMkAD-calendar==', name: 'Calendar', canEdit: true, isDefaultCalendar: true },
    { id: 'AQMkAD-second==', name: 'Private', canEdit: true, isDefaultCalendar: false },
    { id: 'AQMkAD-holidays==', name: 'Holidays', canEdit: false, isDefaultCalendar: false },
  ];
  readonly events = new Map<string, Stored>();
  /** Deleted items: by their id they can still be looked at. */
  readonly bin = new Map<string, Stored>();
  /** Versions at which events were deleted. */
  readonly deleted = new Map<string, number>();
  /** Creations that would be answered again instead of done again. */
  readonly transactions = new Map<string, string>();
  version = 0;
  /** Delta rounds that are remembered. */
  readonly tokens = new Map<string, unknown>();

  /** Largest page, whatever is asked for. */
  pageSize = 1000;
  /** Milliseconds each request takes, so that requests meet. */
  pause = 0;
  /** Times in the zone they were written in, as a server that overlooks the wish for UTC. */
  zonesAsWritten = false;
  /** Creations are not recognised as repeated any more. */
  forgetsTransactions = false;
  /** What lies in the bin can still be changed by its id. */
  binIsWritable = false;
  /** Events are not found by their hidden properties, as an index that comes after. */
  filterLags = false;
  /** Called with each request, before it is looked at. */
  before: ((request: { readonly method: string; readonly path: string }) => void) | undefined;
  running = 0;
  mostAtOnce = 0;
  /** What was not as Microsoft's model has it. */
  readonly mistakes: string[] = [];
  private ids = 0;

  add(event: Partial<Stored> & Pick<Stored, 'subject' | 'times'>): Stored {
    const stored: Stored = {
      id: this.newId('event'),
      created: Date.UTC(2027, 0, 1) + this.version * 1000,
      calendar: this.calendars[0]!.id,
      body: '',
      location: '',
      allDay: false,
      zone: 'UTC',
      showAs: 'busy',
      isCancelled: false,
      response: 'organizer',
      organizer: this.owner,
      properties: new Map(),
      ...event,
      version: ++this.version,
    };
    this.events.set(stored.id, stored);
    return stored;
  }

  change(event: Stored, changes: Partial<Stored>): void {
    Object.assign(event, changes, { version: ++this.version });
  }

  remove(id: string): void {
    const event = this.events.get(id);
    if (!event) return;
    this.events.delete(id);
    this.bin.set(id, event);
    this.deleted.set(id, ++this.version);
  }

  newId(kind: string): string {
    return `AAkALg-${kind}/${++this.ids}+==`;
  }

  byUid(uid: string): Stored | undefined {
    return [...this.events.values()].find((event) => event.uid === uid);
  }
}

/** Where an event, or each occurrence of a series, touches a stretch. */
export function occurrences(event: Stored, { start, end }: Times): Occurrence[] {
  const { series } = event;
  const found =
    series === undefined ? [{ ...event.times, id: event.id, moved: false }] : expanded(event.id, series, end);
  return found.filter((each) => each.start < end && each.end > start);
}

const DAY = 86_400_000;
const names = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

function expanded(id: string, series: Series, until: number): Occurrence[] {
  const first = readWall(series.start)!; // written by a test
  const length = readWall(series.end)! - first;
  const all: Occurrence[] = [];
  for (let wall: number = first; wall < until + DAY; wall += DAY) {
    const local = dateTime(wall);
    if (!series.days.includes(names[new Date(wall).getUTCDay()]!) || series.removed.includes(local)) continue;
    const start = toInstant(dateTime(wall), series.zone);
    const end = toInstant(dateTime(wall + length), series.zone);
    const moved = series.moved[local];
    all.push({ start, end, ...moved, id: `${id}.${local}`, moved: moved !== undefined });
  }
  return all;
}
