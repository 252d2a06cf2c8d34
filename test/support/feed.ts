/** A calendar feed on a real HTTP server, whose answer a test changes as it goes. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type FeedServer = {
  readonly address: string;
  /** How it answers from now on. */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** Requests so far, with the condition each carried. */
  readonly requests: { condition: string | undefined }[];
  close(): Promise<void>;
};

export async function feedServer(text: string): Promise<FeedServer> {
  const requests: FeedServer['requests'] = [];
  const feed = { answer: serves(text), requests, address: '', close: async () => {} };
  const server = createServer((request, response) => {
    requests.push({ condition: request.headers['if-none-match'] });
    feed.answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  feed.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/calendar.ics`; // listening on a port
  feed.close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return feed;
}

/** Answers with `text` and an ETag made of it; 304 when the reader knows it. */
export function serves(text: string): FeedServer['answer'] {
  const etag = `"${text.length}-${[...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_003, 7)}"`;
  return (request, response) => {
    if (request.headers['if-none-match'] === etag) response.writeHead(304).end();
    else response.writeHead(200, { 'content-type': 'text/calendar', etag }).end(text);
  };
}

/** Answers with a status and a body that is no calendar. */
export function fails(status: number, headers: Record<string, string> = {}): FeedServer['answer'] {
  return (_request, response) => response.writeHead(status, headers).end('<html>Please sign in</html>');
}

/** A calendar of plain events, each `[start, end]` in UTC basic form such as `20270302T150000Z`. */
export function calendarOf(events: readonly (readonly [string, string])[]): string {
  const lines = events.flatMap(([start, end], index) => [
    'BEGIN:VEVENT',
    `UID:event-${index}@calendar.example`,
    'DTSTAMP:20270101T000000Z',
    `DTSTART:${start}`,
    `DTEND:${end}`,
    'SUMMARY:Something private',
    'END:VEVENT',
  ]);
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Sample//Calendar//EN', ...lines, 'END:VCALENDAR', ''].join(
    '\r\n',
  );
}
