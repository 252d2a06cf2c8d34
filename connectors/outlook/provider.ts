/** Outlook calendars through Microsoft Graph: read, written to, signed in to, told of changes. */

import { instant, interval } from '../../src/domain/interval.ts';
import { allowanceOf } from '../ical/rules.ts';
import { limits } from '../ical/limits.ts';
import { clockFinder } from '../ical/zones.ts';
import type { OAuth } from '../oauth.ts';
import type { ExternalCalendar, Found, Provider } from '../provider.ts';
import type { Push } from '../push.ts';
import { unreadable } from './failures.ts';
import { type GraphOptions, graphOf } from './graph.ts';
import { outlookOAuth, type SignInOptions } from './oauth.ts';
import { outlookPush } from './push.ts';
import { changesOf } from './read.ts';
import { calendarSchema } from './schemas.ts';
import { removeById, settle } from './settle.ts';
import { timesOf } from './times.ts';
import { put } from './write.ts';

export type OutlookOptions = GraphOptions & SignInOptions;

export function outlookProvider(options: OutlookOptions): Provider & { readonly oauth: OAuth; readonly push: Push } {
  const graph = graphOf(options);
  return {
    name: 'outlook',
    writes: true,
    oauth: outlookOAuth(options),
    push: outlookPush(graph, options.now),

    async calendars(access) {
      const { items } = await graph.list(access, '/me/calendars');
      return items.map(calendarOf);
    },
    changes: (access, calendar, cursor, query) => changesOf(graph, { access, calendar, cursor, query }),
    put: (access, calendar, event, known) => put(graph, { access, calendar, event, known }),
    remove: (access, _calendar, written) => removeById(graph, access, written.id),

    async find(access, calendar, uid): Promise<Found | undefined> {
      const ours = await settle(graph, { access, calendar, uid });
      if (!ours) return undefined;
      const { event, mark } = ours;
      // Times are in UTC; a whole day that the owner made of it is one of UTC, too.
      const clocks = clockFinder(new Map(), interval(0, 1), allowanceOf(limits.steps));
      const times = timesOf(event, 'UTC', clocks);
      if (!times) throw unreadable();
      const etag = event['@odata.etag'];
      const written = { id: event.id, generation: mark.generation, ...(etag !== undefined && { etag }) };
      return { start: instant(times.start), end: instant(times.end), uid, written };
    },
  };
}

function calendarOf(item: unknown): ExternalCalendar {
  const read = calendarSchema.safeParse(item);
  if (!read.success) throw unreadable(read.error);
  const { id, name, canEdit, isDefaultCalendar } = read.data;
  return { id, name: name || 'Calendar', writable: canEdit === true, primary: isDefaultCalendar === true };
}
