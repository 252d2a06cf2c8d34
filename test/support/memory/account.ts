/** A practitioner's account whose only calendar is in memory: connected in the database, read and written by the real sync. */
import { randomUUID } from 'node:crypto';
import { readConfig } from '../../../src/config.ts';
import type { Database } from '../../../src/db/database.ts';
import { toDate } from '../../../src/db/times.ts';
import type { SyncDeps } from '../../../src/sync/read.ts';
import type { CalendarId, ConnectionId, Instant, Interval } from '../../../src/domain/types.ts';
import type { Log } from '../../../src/log.ts';
import { sealConnection } from '../../../src/secrets/connection.ts';
import { syncCalendar, type SyncResult } from '../../../src/sync/read.ts';
import { writeDue } from '../../../src/sync/write-due.ts';
import { KEYS, type SamplePractice } from '../practice.ts';
import { MemoryCalendar } from './calendar.ts';

const config = readConfig({ PUBLIC_URL: 'https://booking.practice.example', DATA_DIR: '/nowhere' });
const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

export type Account = {
  readonly calendar: MemoryCalendar;
  readonly calendarId: CalendarId;
  readonly connectionId: ConnectionId;
  readonly deps: SyncDeps;
  sync(): Promise<SyncResult>;
  /** Writes until nothing is due; how many jobs there were. */
  write(): Promise<number>;
};

export type AccountOptions = {
  readonly clock: () => Instant;
  readonly privacy?: 'busy' | 'initials' | 'name';
  readonly receives?: boolean;
  readonly random?: () => number;
  readonly calendar?: MemoryCalendar;
};

/** Blocks time, and receives appointments unless told otherwise. Its kind is one that the database knows. */
export async function memoryAccount(
  db: Database,
  { practiceId, practitionerId }: Pick<SamplePractice, 'practiceId' | 'practitionerId'>,
  { clock, privacy = 'busy', receives = true, random = () => 0.5, calendar = new MemoryCalendar() }: AccountOptions,
): Promise<Account> {
  const connectionId = randomUUID() as ConnectionId; // ids are made here
  const calendarId = randomUUID() as CalendarId;
  const sealed = sealConnection(KEYS, connectionId, { address: 'https://calendar.example/' });
  await db.tenant(practiceId, async (tx) => {
    await tx`
      insert into connections (practice_id, connection_id, practitioner_id, kind, label, sealed, created_at)
      values (${practiceId}, ${connectionId}, ${practitionerId}, 'caldav', 'Own', ${sealed}, ${toDate(clock())})`;
    await tx`
      insert into calendars (practice_id, calendar_id, connection_id, practitioner_id, name, external_id, receives, privacy, writable)
      values (${practiceId}, ${calendarId}, ${connectionId}, ${practitionerId}, 'Own', 'main', ${receives}, ${privacy}, true)`;
  });
  const providers = { ics: calendar, caldav: calendar };
  const deps: SyncDeps = { db, keys: KEYS, providers, random, log: silent, clock, newId: randomUUID, config };
  return {
    ...{ calendar, calendarId, connectionId, deps },
    sync: () => syncCalendar(deps, practiceId, calendarId, clock()),
    async write() {
      let worked = 0;
      for (let round = 0; round < 50; round += 1) {
        const jobs = await writeDue(deps);
        if (jobs === 0) return worked;
        worked += jobs;
      }
      throw new Error('There is always something due to be written: jobs go round in a circle.');
    },
  };
}

/** Our live events in the calendar, as `start/end` with what they are called. */
export function standing({ calendar }: Account): { at: string; title: string }[] {
  return [...calendar.events.values()].flatMap(({ ours }) => (ours ? [{ at: inWords(ours), title: ours.title }] : []));
}

export function inWords({ start, end }: Interval): string {
  return `${new Date(start).toISOString().slice(0, 16)}/${new Date(end).toISOString().slice(11, 16)}`;
}
