/** Any CalDAV server as a provider (RFC 4791): whole objects, expanded by our own reader; no answer is taken for more than it says. */

import type { Fetcher } from '../fetch/fetcher.ts';
import { type IcsReader, readHere } from '../ical/reader.ts';
import type { Access, Provider } from '../provider.ts';
import { changesOf } from './changes.ts';
import { type Dav, davOf } from './dav.ts';
import { calendarsOf } from './discovery.ts';
import { find, put, remove } from './ours.ts';

/** A calendar's id is the address of its collection. */
export function caldavProvider(fetcher: Fetcher, reader: IcsReader = readHere): Provider {
  const placeOf = (access: Access, calendar: string): { dav: Dav; reader: IcsReader; collection: URL } => {
    const dav = davOf(fetcher, access);
    return { dav, reader, collection: dav.trusted(calendar) };
  };
  return {
    name: 'caldav',
    writes: true,
    calendars: async (access) => calendarsOf(davOf(fetcher, access)),
    changes: async (access, calendar, cursor, query) => changesOf(placeOf(access, calendar), cursor, query),
    put: async (access, calendar, event, known) => put(placeOf(access, calendar), event, known),
    remove: async (access, calendar, written) => remove(placeOf(access, calendar), written),
    find: async (access, calendar, uid) => find(placeOf(access, calendar), uid),
  };
}
