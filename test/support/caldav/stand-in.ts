/** A small CalDAV server in memory that keeps to the rules, until a test gives it an answer of its own to give instead. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LOGIN } from './servers.ts';

export type Request = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};
export type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};
type Instead = (request: Request) => Answer | undefined;
type Stored = { readonly text: string; readonly version: number };

export const CALENDAR = '/dav/calendars/ada/work/';

export class StandIn {
  readonly objects = new Map<string, Stored>();
  readonly seen: Request[] = [];
  origin = '';
  /** Undefined where the server goes on as it would. */
  instead: Instead = () => undefined;
  /** Properties of the calendar besides the usual ones. */
  properties = '<D:displayname>Work</D:displayname>';
  private version = 0;
  /** What became of each name, newest last. */
  private readonly log: string[] = [];
  private readonly server = createServer((request, reply) => {
    void bodyOf(request).then((body) => {
      const { method = '', url = '', headers } = request;
      const asked: Request = { method, path: decodeURI(url), headers, body };
      this.seen.push(asked);
      const answer = this.instead(asked) ?? this.answer(asked);
      reply.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.origin = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`; // listening on TCP
    return this;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get calendar(): string {
    return this.origin + CALENDAR;
  }

  /** The only object of a calendar that holds one. */
  get only(): string {
    const [first, ...more] = this.objects.values();
    if (!first || more.length > 0) throw new Error(`One object was expected, not ${this.objects.size}.`);
    return first.text;
  }

  store(name: string, text: string): string {
    this.version += 1;
    this.objects.set(name, { text, version: this.version });
    this.log.push(name);
    return etag(this.version);
  }

  erase(name: string): void {
    if (this.objects.delete(name)) this.log.push(name);
  }

  methods(): string[] {
    return this.seen.map(({ method }) => method);
  }

  private answer(request: Request): Answer {
    const { method, path, headers } = request;
    const login = `Basic ${Buffer.from(`${LOGIN.user}:${LOGIN.password}`).toString('base64')}`;
    if (headers.authorization !== login) return { status: 401 };
    if (path.startsWith(CALENDAR) && path !== CALENDAR) return this.object(request, path.slice(CALENDAR.length));
    if (method === 'REPORT' && path === CALENDAR) return this.report(request.body);
    if (method !== 'PROPFIND') return { status: 405 };
    const found = this.resources(path, headers.depth === '1');
    return found === undefined ? { status: 404 } : multistatus(found);
  }

  private resources(path: string, isDeep: boolean): string | undefined {
    const principal = '<D:current-user-principal><D:href>/dav/principals/ada/</D:href></D:current-user-principal>';
    if (path === '/dav/') return response(path, principal);
    if (path === '/dav/principals/ada/') {
      return response(
        path,
        '<C:calendar-home-set><D:href>/dav/calendars/ada/</D:href></C:calendar-home-set>' + principal,
      );
    }
    const type = '<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>';
    const self = response(CALENDAR, `${type}${this.properties}<D:sync-token>${this.token}</D:sync-token>`);
    if (path === '/dav/calendars/ada/') {
      return (
        response(path, '<D:resourcetype><D:collection/></D:resourcetype>') +
        (isDeep
          ? self + response(`${path}inbox/`, '<D:resourcetype><D:collection/><C:schedule-inbox/></D:resourcetype>')
          : '')
      );
    }
    if (path !== CALENDAR) return undefined;
    return self + (isDeep ? [...this.objects].map(([name, stored]) => this.member(name, stored, false)).join('') : '');
  }

  private get token(): string {
    return `urn:state:${this.log.length}`;
  }

  private report(body: string): Answer {
    if (body.includes('sync-collection')) {
      const since = Number(/<D:sync-token>urn:state:(\d+)</.exec(body)?.[1] ?? NaN);
      if (Number.isNaN(since) || since > this.log.length) {
        return { status: 403, body: '<D:error xmlns:D="DAV:"><D:valid-sync-token/></D:error>' };
      }
      const names = [...new Set(this.log.slice(since))];
      return multistatus(
        names.map((name) => this.named(name, false)).join('') + `<D:sync-token>${this.token}</D:sync-token>`,
      );
    }
    if (body.includes('calendar-multiget')) {
      const names = [...body.matchAll(/<D:href>([^<]*)</g)].map(([, href]) => decodeURI(href!).slice(CALENDAR.length));
      return multistatus(names.map((name) => this.named(name, true)).join(''));
    }
    const uid = /<C:text-match[^>]*>([^<]*)</.exec(body)?.[1] ?? '';
    const matching = [...this.objects].filter(([, { text }]) => text.includes(`UID:${uid}\r\n`));
    return multistatus(matching.map(([name, stored]) => this.member(name, stored, true)).join(''));
  }

  private named(name: string, isWhole: boolean): string {
    const stored = this.objects.get(name);
    if (stored) return this.member(name, stored, isWhole);
    return `<D:response><D:href>${CALENDAR}${name}</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>`;
  }

  private member(name: string, { text, version }: Stored, isWhole: boolean): string {
    const data = isWhole ? `<C:calendar-data>${escaped(text)}</C:calendar-data>` : '';
    return response(CALENDAR + name, `<D:getetag>${escaped(etag(version))}</D:getetag>${data}`);
  }

  private object({ method, headers, body }: Request, name: string): Answer {
    const stored = this.objects.get(name);
    if (method === 'GET') {
      return stored
        ? { status: 200, headers: { etag: etag(stored.version), 'content-type': 'text/calendar' }, body: stored.text }
        : { status: 404 };
    }
    if (method === 'DELETE') {
      this.erase(name);
      return { status: stored ? 204 : 404 };
    }
    if (method !== 'PUT') return { status: 405 };
    const isRefused =
      (headers['if-none-match'] === '*' && stored) ||
      (headers['if-match'] !== undefined && headers['if-match'] !== (stored && etag(stored.version)));
    if (isRefused) return { status: 412 };
    return { status: stored ? 204 : 201, headers: { etag: this.store(name, body) } };
  }
}

export function multistatus(inside: string): Answer {
  return {
    status: 207,
    headers: { 'content-type': 'application/xml; charset=utf-8' },
    body: `<?xml version="1.0"?><D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/">${inside}</D:multistatus>`,
  };
}

/** One resource with properties that were found. */
export function response(href: string, properties: string): string {
  return `<D:response><D:href>${escaped(href)}</D:href><D:propstat><D:prop>${properties}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>`;
}

function etag(version: number): string {
  return `"v${version}"`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
