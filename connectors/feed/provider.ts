/** Any iCalendar feed as a provider: read by conditional requests, never written to. */

import { createHash } from 'node:crypto';
import { NotACalendar, readIcs } from '../ical/busy.ts';
import type { Fetcher } from '../fetch/fetcher.ts';
import { type Access, type Delta, type Provider, ProviderError, type ReadQuery, type Reading } from '../provider.ts';
import { cursorFor, readCursor, speaksFor } from './cursor.ts';

/** The fetcher decides what may be reached. A feed is one calendar, so `calendar` is not looked at. */
export function feedProvider(fetcher: Fetcher): Provider {
  return {
    name: 'ics',
    writes: false,

    calendars(access) {
      const host = URL.parse(addressOf(access).replace(/^webcals?:/i, 'https:'))?.host;
      return Promise.resolve([{ id: 'feed', name: host ?? 'Calendar feed', writable: false, primary: true }]);
    },

    async changes(access, _calendar, cursor, query): Promise<Delta> {
      const known = readCursor(cursor);
      // Only a reading that reached as far can stand for this one; else the feed is fetched without a condition.
      const usable = known !== undefined && speaksFor(known, query) ? known : undefined;
      const answer = await fetcher.fetch(addressOf(access), {
        etag: usable?.etag,
        lastModified: usable?.lastModified,
        login: access.login,
      });
      if (answer.status === 'unchanged') {
        if (usable !== undefined && cursor !== undefined) return { kind: 'unchanged', cursor };
        throw new ProviderError(
          'retry',
          "The calendar's server answered that nothing changed, though nothing was known.",
        );
      }
      const hash = createHash('sha256').update(Buffer.from(answer.text)).digest('base64url');
      const next = cursorFor(query, { etag: answer.etag, lastModified: answer.lastModified, hash });
      if (usable?.hash === hash) {
        // Covered is what was covered then, not what is asked now.
        return {
          kind: 'unchanged',
          cursor: cursorFor(usable, { etag: answer.etag, lastModified: answer.lastModified, hash }),
        };
      }
      return { kind: 'full', cursor: next, ...readingOf(answer.text, query) };
    },

    put: () => Promise.reject(readOnly()),
    remove: () => Promise.reject(readOnly()),
    find: () => Promise.reject(readOnly()),
  };
}

function readingOf(text: string, query: ReadQuery): Reading {
  const reading = read(text, query);
  if (reading.warnings.some(({ rule }) => rule === 'cut-file')) {
    // The last good reading stays: what is missing here may be tomorrow's appointment.
    throw new ProviderError('retry', 'The calendar arrived incomplete: it ends in the middle.');
  }
  return reading;
}

function read(text: string, query: ReadQuery): Reading {
  try {
    return readIcs(text, query);
  } catch (cause) {
    if (!(cause instanceof NotACalendar)) throw cause;
    throw new ProviderError(
      'rejected',
      'What the address answers is not a calendar, perhaps a sign-in page. Check the address.',
      { cause },
    );
  }
}

function addressOf(access: Access): string {
  if (access.address !== undefined) return access.address;
  throw new ProviderError('rejected', `The calendar connection ${access.connection} has no address. Enter it again.`);
}

function readOnly(): ProviderError {
  return new ProviderError(
    'rejected',
    'Nothing can be written into a calendar feed; subscribe to the appointments feed instead.',
  );
}
