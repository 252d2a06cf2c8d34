/** Any iCalendar feed as a provider: read by conditional requests, never written to. */

import { createHash } from 'node:crypto';
import type { Fetcher } from '../fetch/fetcher.ts';
import { NotACalendar } from '../ical/busy.ts';
import { type IcsReader, readHere, type ReaderResult } from '../ical/reader.ts';
import { type Access, type Delta, type Provider, ProviderError, type ReadQuery } from '../provider.ts';
import { cursorFor, readCursor, speaksFor } from './cursor.ts';

/** The fetcher decides what may be reached, the reader what a text may cost. A feed is one calendar: `calendar` is not looked at. */
export function feedProvider(fetcher: Fetcher, reader: IcsReader = readHere): Provider {
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
      const version = { etag: answer.etag, lastModified: answer.lastModified, hash };
      // Covered is what was covered then, not what is asked now.
      if (usable?.hash === hash) return { kind: 'unchanged', cursor: cursorFor(usable, version) };
      const { reading, isGivenUp } = await read(reader, answer.text, query);
      // What was not read to its end is unknown next time too, so that it is read again.
      return { kind: 'full', cursor: cursorFor(query, isGivenUp ? unknown : version), ...reading };
    },

    put: () => Promise.reject(readOnly()),
    remove: () => Promise.reject(readOnly()),
    find: () => Promise.reject(readOnly()),
  };
}

/** A version that no server has. */
const unknown = { hash: '' };

async function read(reader: IcsReader, text: string, query: ReadQuery): Promise<ReaderResult> {
  const result = await reader(text, query).catch((cause: unknown) => {
    if (!(cause instanceof NotACalendar)) throw cause;
    throw new ProviderError(
      'rejected',
      'What the address answers is not a calendar, perhaps a sign-in page. Check the address.',
      { cause },
    );
  });
  if (result.reading.warnings.some(({ rule }) => rule === 'cut-file')) {
    // The last good reading stays: what is missing here may be tomorrow's appointment.
    throw new ProviderError('retry', 'The calendar arrived incomplete: it ends in the middle.');
  }
  return result;
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
