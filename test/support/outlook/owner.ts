/** What the owner of an Outlook mailbox does in their own app, to events of theirs and to ours. */
import { toInstant } from '../../../src/domain/zone.ts';
import { CUSTOM_ZONE, type SampleEvent, WEEK } from '../../connectors/sample-week.ts';
import type { Mailbox, Series, Stored, Times } from './mailbox.ts';

const windowsNames: Readonly<Record<string, string>> = {
  'America/New_York': 'Eastern Standard Time',
  'Europe/Berlin': 'W. Europe Standard Time',
  // Outlook has no floating times: they are in the zone of who made them.
  floating: 'Eastern Standard Time',
  custom: 'tzone://Microsoft/Custom',
};

const weekdays: Readonly<Record<string, string>> = { MO: 'monday', TU: 'tuesday', TH: 'thursday', FR: 'friday' };

/** Writes sample events into a calendar, each in the place of the one with its UID. */
export function writeSamples(mailbox: Mailbox, calendar: string, samples: readonly SampleEvent[]): void {
  for (const sample of samples) {
    const now = stored(sample);
    const before = mailbox.byUid(sample.uid);
    if (before) mailbox.change(before, now);
    else mailbox.add({ ...now, calendar });
  }
}

function stored(sample: SampleEvent): Partial<Stored> & Pick<Stored, 'subject' | 'times'> {
  const { uid, title, start, end, zone, as } = sample;
  const allDay = !start.includes('T');
  return {
    uid,
    subject: title,
    allDay,
    zone: windowsNames[zone] ?? zone,
    times: { start: at(start, zone), end: at(end, zone) },
    showAs: as === 'free' || as === 'tentative' ? as : 'busy',
    isCancelled: as === 'cancelled',
    response: as === 'declined' ? 'declined' : 'organizer',
    ...(as === 'declined' && { organizer: 'host@elsewhere.example' }),
    ...(sample.rule !== undefined && { series: seriesOf(sample) }),
  };
}

function seriesOf({ start, end, zone, rule = '', removed = [], moved = [] }: SampleEvent): Series {
  const days = /BYDAY=([A-Z,]+)/.exec(rule)?.[1]?.split(',') ?? [];
  return {
    start,
    end,
    zone,
    days: days.map((day) => weekdays[day]!),
    removed,
    moved: Object.fromEntries(
      moved.map((move) => [move.occurrence, { start: at(move.start, zone), end: at(move.end, zone) }]),
    ),
  };
}

function at(local: string, zone: string): number {
  if (!local.includes('T')) return Date.parse(`${local}T00:00Z`);
  if (zone === 'custom') return Date.parse(`${local}${CUSTOM_ZONE.offset}`);
  return toInstant(local, zone === 'floating' ? WEEK.zone : zone);
}

/** The event that carries our mark for an appointment and is no copy. */
export function ourEvent(mailbox: Mailbox, uid: string): Stored {
  const [event] = oursAll(mailbox, uid);
  if (!event) throw new Error(`There is no event of ours for ${uid}.`);
  return event;
}

export function oursAll(mailbox: Mailbox, uid: string): Stored[] {
  return [...mailbox.events.values()].filter((event) => [...event.properties.values()].includes(uid));
}

/** Everything on the event goes along, hidden properties too; only the id is new. */
export function copyEvent(mailbox: Mailbox, event: Stored, times: Times): Stored {
  const { id: _, ...rest } = event;
  return mailbox.add({ ...rest, id: mailbox.newId('copy'), times, properties: new Map(event.properties) });
}
