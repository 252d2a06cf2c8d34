/** Google Calendar as a provider: read by sync tokens, told by watch channels, written to under ids of our own. */

import type { OAuth } from '../oauth.ts';
import { type ExternalCalendar, type Provider, ProviderError } from '../provider.ts';
import type { Push } from '../push.ts';
import { type CalendarEntry, calendarPage } from './answers.ts';
import { googleApi, understood } from './api.ts';
import type { GoogleConfig } from './config.ts';
import { googleOAuth } from './oauth.ts';
import { googlePush } from './push.ts';
import { readChanges } from './read.ts';
import { find, put, remove } from './write.ts';

/** The most that Google gives at once. */
const PAGE_SIZE = 250;
/** A list that never ends is not Google's. */
const MOST_PAGES = 20;

export function googleProvider(config: GoogleConfig): Provider & { readonly oauth: OAuth; readonly push: Push } {
  const api = googleApi(config);
  return {
    name: 'google',
    writes: true,
    oauth: googleOAuth(config),
    push: googlePush(api),

    async calendars(access) {
      const found: ExternalCalendar[] = [];
      let pageToken: string | undefined;
      for (let count = 0; count < MOST_PAGES; count++) {
        const next = { maxResults: PAGE_SIZE, ...(pageToken === undefined ? {} : { pageToken }) };
        const { body } = await api.request(access, (client, options) => client.calendarList.list(next, options));
        const page = understood(calendarPage, body);
        for (const entry of page.items) if (entry.deleted !== true) found.push(external(entry));
        pageToken = page.nextPageToken;
        if (pageToken === undefined) return found;
      }
      throw new ProviderError('rejected', `The Google account has more than ${MOST_PAGES} pages of calendars.`);
    },

    changes: (access, calendar, cursor, query) => readChanges(api, { access, calendar, cursor }, query),
    put: (access, calendar, event, known) => put({ api, access, calendar }, event, known),
    remove: (access, calendar, written) => remove({ api, access, calendar }, written),
    find: (access, calendar, uid) => find({ api, access, calendar }, uid),
  };
}

function external({ id, summary, summaryOverride, timeZone, accessRole, primary }: CalendarEntry): ExternalCalendar {
  return {
    id,
    name: summaryOverride ?? summary ?? id,
    ...(timeZone === undefined ? {} : { zone: timeZone }),
    writable: accessRole === 'writer' || accessRole === 'owner',
    primary: primary === true,
  };
}
