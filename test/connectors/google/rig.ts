/** A Google calendar for the contract and for Google's own cases: the real client, a proxy that fails, the stand-in. */
import { expect } from 'vitest';
import type { Access, ReadQuery } from '../../../connectors/provider.ts';
import { googleProvider } from '../../../connectors/google/provider.ts';
import { instant, interval } from '../../../src/domain/interval.ts';
import { faultProxy, type FaultProxy } from '../../support/fault-proxy.ts';
import { CLIENT, googleStandIn, type GoogleStandIn } from '../../support/google/stand-in.ts';
import type { CalendarStore, Given } from '../../support/google/store.ts';
import type { Rig } from '../contract.ts';
import { CUSTOM_ZONE, OWNER, type SampleEvent, WEEK } from '../sample-week.ts';

export const CALENDAR = OWNER;
export const WEEK_QUERY: ReadQuery = {
  ...interval(Date.parse(WEEK.start), Date.parse(WEEK.end)),
  zone: WEEK.zone,
  isOurs: () => true,
};

export type GoogleRig = Omit<Rig, 'forgetCursors' | 'ours'> &
  Required<Pick<Rig, 'forgetCursors' | 'ours'>> & {
    readonly provider: ReturnType<typeof googleProvider>;
    readonly google: GoogleStandIn;
    readonly store: CalendarStore;
    readonly proxy: FaultProxy;
    readonly access: Access;
    /** What the provider takes for now. */
    clock: number;
  };

export async function googleRig(): Promise<GoogleRig> {
  const google = await googleStandIn();
  const proxy = await faultProxy(google.origin);
  const store = google.addCalendar({ id: CALENDAR, summary: 'Ada', timeZone: WEEK.zone, primary: true });
  const provider = googleProvider({
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    apiUrl: proxy.origin,
    authUrl: `${google.origin}/o/oauth2/v2/auth`,
    tokenUrl: `${proxy.origin}/token`,
    revokeUrl: `${proxy.origin}/revoke`,
    now: () => instant(rig.clock),
    timeout: 400,
  });
  const token = google.signIn.token(OWNER, provider.oauth.needed);
  const oursOf = (uid: string) => {
    const found = store.live.find(({ extendedProperties }) => extendedProperties?.private?.['openhoursUid'] === uid);
    if (!found) throw new Error(`There is no event for ${uid}.`);
    return found;
  };
  const rig: GoogleRig = {
    provider,
    google,
    store,
    proxy,
    clock: Date.parse('2027-03-01T00:00Z'),
    access: { connection: 'c1', token },
    calendar: CALENDAR,
    write(events) {
      for (const event of events) for (const given of toGoogle(event)) store.set(given);
      return Promise.resolve();
    },
    erase: (uid) => Promise.resolve(store.erase(idOf(uid))),
    count: () => Promise.resolve(store.live.length),
    fail: (fault, { times, of } = {}) =>
      proxy.fail(fault, {
        ...(times === undefined ? {} : { times }),
        ...(of === 'writes' ? { match: ({ method }) => method !== 'GET' } : {}),
      }),
    heal: proxy.heal,
    ours: {
      move: (uid, to) => Promise.resolve(void store.change(oursOf(uid).id, timesAt(to))),
      setNotes: (uid, description) => Promise.resolve(void store.change(oursOf(uid).id, { description })),
      notes: (uid) => Promise.resolve(oursOf(uid).description ?? ''),
      copy: (uid, to) => Promise.resolve(void store.set({ ...oursOf(uid), ...timesAt(to), id: 'copyofours' })),
    },
    forgetCursors: () => Promise.resolve(store.forget()),
    async close() {
      await proxy.close();
      await google.close();
      expect(google.faults).toEqual([]);
    },
  };
  return rig;
}

function timesAt({ start, end }: { start: number; end: number }) {
  const at = (ms: number) => ({ dateTime: new Date(ms).toISOString() });
  return { start: at(start), end: at(end) };
}

/** The sample's UIDs as Google names events. */
export function idOf(uid: string): string {
  return `id${Buffer.from(uid).toString('hex')}`;
}

/** A sample event and its changed occurrences, as the owner's app would leave them. */
function toGoogle(event: SampleEvent): (Given & { id: string })[] {
  const { uid, title, start, end, zone, rule, removed = [], moved = [], as } = event;
  const common: Given = {
    summary: title,
    status: as === 'tentative' || as === 'cancelled' ? as : 'confirmed',
    ...(as === 'cancelled' ? { status: 'cancelled' } : {}),
    ...(as === 'free' ? { transparency: 'transparent' } : {}),
    ...(as === 'declined'
      ? {
          organizer: { email: 'host@elsewhere.example' },
          attendees: [{ email: OWNER, self: true, responseStatus: 'declined' }],
        }
      : {}),
  };
  const at = (local: string) => timeOf(local, zone);
  const recurrence =
    rule === undefined
      ? {}
      : { recurrence: [`RRULE:${rule}`, ...removed.map((day) => `EXDATE;TZID=${zone}:${basic(day)}00`)] };
  const main = { ...common, ...recurrence, id: idOf(uid), start: at(start), end: at(end) };
  const changed = moved.map((move) => ({
    ...common,
    id: `${idOf(uid)}_${occurrenceId(move.occurrence)}`,
    recurringEventId: idOf(uid),
    originalStartTime: at(move.occurrence),
    start: at(move.start),
    end: at(move.end),
  }));
  return [main, ...changed];
}

/** Google has neither floating times nor zones of one's own: what another app brings in is an instant. */
function timeOf(local: string, zone: string) {
  if (!local.includes('T')) return { date: local };
  if (zone === 'custom') return { dateTime: `${local}:00${CUSTOM_ZONE.offset}` };
  return { dateTime: `${local}:00`, timeZone: zone === 'floating' ? WEEK.zone : zone };
}

/** In the sample a series is in New York's winter where an occurrence of it moved. */
function occurrenceId(local: string): string {
  return `${basic(new Date(`${local}:00-05:00`).toISOString().slice(0, 19))}Z`;
}

function basic(text: string): string {
  return text.replaceAll(/[-:]/g, '');
}
