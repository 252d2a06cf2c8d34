/** One calendar of the stand-in: its events with all their past, so that a sync token can tell what changed since. */
import { expanded, type GoogleEvent, type GoogleTime, moment, shown, type Stretch } from './expand.ts';

/** A refusal in Google's own form. */
export class Refusal extends Error {
  readonly status: number;
  readonly reason: string;

  constructor(status: number, reason: string, message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

/** What a caller or a practitioner gives of an event; `null` takes a field away. */
export type Given = { [field: string]: unknown };

type About = { id: string; summary: string; timeZone: string; accessRole?: string; primary?: boolean };

export class CalendarStore {
  readonly about: Required<About>;
  /** After each change, all events as they were then. */
  private past: ReadonlyMap<string, GoogleEvent>[] = [new Map()];
  /** Tokens from before are not known any more. */
  private oldest = 0;
  /** Google says that it may miss an id that is taken. */
  missesTakenIds = false;
  /** Just before an event is changed by the API: what somebody else does at that moment. */
  beforeChange: (() => void) | undefined;

  constructor({ accessRole = 'owner', primary = false, ...about }: About) {
    this.about = { ...about, accessRole, primary };
  }

  get events(): ReadonlyMap<string, GoogleEvent> {
    return this.past.at(-1)!; // there is a first
  }

  /** Events that were not deleted; a series is one, its changed occurrences none. */
  get live(): GoogleEvent[] {
    return [...this.events.values()].filter(
      (event) => event.status !== 'cancelled' && event.recurringEventId === undefined,
    );
  }

  now(): number {
    return this.past.length - 1;
  }

  /** Undefined: the token is from before what is remembered. */
  stateAt(token: number): ReadonlyMap<string, GoogleEvent> | undefined {
    return token < this.oldest ? undefined : this.past[token];
  }

  forget(): void {
    this.oldest = this.past.length;
    this.past.push(this.events);
  }

  /** Adds it or takes the place of the one with its id, as the practitioner's own app does. */
  set(given: Given & { id: string }): GoogleEvent {
    const zone = this.about.timeZone;
    const etag = `"${this.past.length}000"`;
    const before = this.events.get(given.id);
    const original = given['originalStartTime'] as GoogleTime | undefined;
    const event: GoogleEvent = {
      status: 'confirmed',
      iCalUID: `${given.id}@google.com`,
      organizer: { email: this.about.id, self: true },
      eventType: 'default',
      ...withoutNulls(given),
      id: given.id,
      kind: 'calendar#event',
      etag,
      sequence: before ? Number(before['sequence']) + 1 : 0,
      start: written(given['start'] as GoogleTime, zone), // checked where it came in
      end: written(given['end'] as GoogleTime, zone),
      ...(original === undefined ? {} : { originalStartTime: written(original, zone) }),
    };
    this.past.push(new Map([...this.events, [event.id, event]]));
    return event;
  }

  /** The fields that are named, each as a whole but the properties. */
  change(id: string, given: Given): GoogleEvent {
    const before = this.events.get(id);
    if (!before) throw new Refusal(404, 'notFound', 'Not Found');
    const inner = given['extendedProperties'] as { private?: Record<string, string | null> } | undefined; // documented so
    const properties = { ...before.extendedProperties?.private, ...inner?.private };
    const times = (name: 'start' | 'end') => withoutNulls({ ...(given[name] ?? before[name]) });
    return this.set({
      ...before,
      ...given,
      id,
      start: times('start'),
      end: times('end'),
      extendedProperties: { private: withoutNulls(properties) },
    });
  }

  /** A deleted event stays, cancelled, and so does its id; of a series all that was changed goes with it. */
  erase(id: string): void {
    const event = this.events.get(id);
    if (!event) throw new Refusal(404, 'notFound', 'Not Found');
    const gone = [...this.events.values()].filter((one) => one.id === id || one.recurringEventId === id);
    const etag = `"${this.past.length}000"`;
    this.past.push(
      new Map([...this.events, ...gone.map((one) => [one.id, { ...one, status: 'cancelled', etag }] as const)]),
    );
  }

  within(stretch: Stretch, state = this.events): GoogleEvent[] {
    return expanded(state, this.about.timeZone, stretch);
  }

  /** What a token tells: whatever is otherwise than then, and of what is gone no more than its id. */
  since(state: ReadonlyMap<string, GoogleEvent>, stretch: Stretch): unknown[] {
    const before = new Map(this.within(stretch, state).map((event) => [event.id, event]));
    const after = new Map(this.within(stretch).map((event) => [event.id, event]));
    const changed = [...after.values()].filter(({ id, etag }) => before.get(id)?.etag !== etag);
    const left = [...before.keys()]
      .filter((id) => !after.has(id))
      .map((id) => {
        const event = this.events.get(id);
        if (event && event.status !== 'cancelled') return event;
        return { kind: 'calendar#event', id, etag: event?.etag ?? '"0"', status: 'cancelled' };
      });
    return [...changed, ...left];
  }

  startOf(id: string): number {
    return moment(this.events.get(id)!.start, this.about.timeZone); // asked of what is there
  }
}

function written(time: GoogleTime, zone: string): GoogleTime {
  if (time.date !== undefined) return { date: time.date };
  const own = time.timeZone ?? zone;
  return { dateTime: shown(moment(time, own), zone), timeZone: own };
}

function withoutNulls(given: Given): Given {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== undefined));
}
