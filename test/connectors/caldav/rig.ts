/** A stand-in with a provider in front of it, and events to put in. */
import { afterEach, beforeEach } from 'vitest';
import { caldavProvider } from '../../../connectors/caldav/provider.ts';
import type { FetchLimits } from '../../../connectors/fetch/fetcher.ts';
import { createFetcher } from '../../../connectors/fetch/guarded.ts';
import { ProviderError, type Access, type EventToWrite, type ReadQuery } from '../../../connectors/provider.ts';
import { instant, interval } from '../../../src/domain/interval.ts';
import { LOGIN } from '../../support/caldav/servers.ts';
import { StandIn } from '../../support/caldav/stand-in.ts';

export const provider = providerWith({ headers: 1000, idle: 1000 });

export function providerWith(limits: Partial<FetchLimits>): ReturnType<typeof caldavProvider> {
  return caldavProvider(createFetcher({ allow: ['127.0.0.1'], now: () => instant(0), limits }));
}

export const QUERY: ReadQuery = {
  ...interval(Date.UTC(2027, 2, 1), Date.UTC(2027, 3, 1)),
  zone: 'Europe/Paris',
  isOurs: (uid) => uid.endsWith('@openhours.example'),
};

export const EVENT: EventToWrite = {
  ...interval(Date.UTC(2027, 2, 19, 14), Date.UTC(2027, 2, 19, 15)),
  uid: '11111111-1111-4111-8111-111111111111@openhours.example',
  sequence: 0,
  zone: 'Europe/Paris',
  title: 'Appointment',
};
/** The name that the event gets. */
export const NAME = '11111111-1111-4111-8111-111111111111-openhours.example.ics';

/** One hour on a day of March 2027, from 09:00 UTC. */
export function hour(uid: string, day: number, ...lines: readonly string[]): string {
  const date = `202703${String(day).padStart(2, '0')}`;
  return object(`UID:${uid}`, `DTSTART:${date}T090000Z`, `DTEND:${date}T100000Z`, 'SUMMARY:Private', ...lines);
}

export function object(...lines: readonly string[]): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Sample//Calendar//EN',
    'BEGIN:VEVENT',
    'DTSTAMP:20270101T000000Z',
    ...lines,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}

/** A new server for each test. */
export function standIn(): { readonly server: StandIn; readonly access: Access } {
  const rig = { server: new StandIn(), access: { connection: 'c1' } as Access };
  beforeEach(async () => {
    rig.server = await new StandIn().start();
    rig.access = { connection: 'c1', address: `${rig.server.origin}/dav/`, login: LOGIN };
  });
  afterEach(() => rig.server.close());
  return rig;
}

export async function failure(work: Promise<unknown>): Promise<ProviderError> {
  const result = await work.catch((error: unknown) => error);
  if (result instanceof ProviderError) return result;
  throw new Error(`It did not fail as providers do, but gave ${JSON.stringify(result)}.`, { cause: result });
}
