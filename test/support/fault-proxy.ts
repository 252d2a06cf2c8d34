/** A real HTTP proxy between a provider and the server it speaks to, that fails as networks and servers do, on request. */
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: number; readonly body?: string }
  /** A sign-in page where an answer should be. */
  | { readonly kind: 'html' }
  /** Never reaches the server; the connection ends. */
  | { readonly kind: 'cut-before' }
  /** Done by the server, and the answer is lost. */
  | { readonly kind: 'cut-after' }
  /** Half of the answer's body, then the connection ends. */
  | { readonly kind: 'half' }
  /** 200 and no body at all. */
  | { readonly kind: 'empty' }
  /** No answer, ever. */
  | { readonly kind: 'hang' };

/** What came by: asserted where a request must, or must not, have been made. */
export type Seen = { readonly method: string; readonly path: string; readonly headers: IncomingMessage['headers'] };

export type FaultProxy = {
  readonly origin: string;
  readonly seen: Seen[];
  /** The next `times` requests go wrong so: those that `match`, and of `writes` only those that change something. */
  fail(
    fault: Fault,
    options?: {
      readonly times?: number;
      readonly of?: 'all' | 'writes';
      readonly match?: (request: Seen) => boolean;
    },
  ): void;
  /** No faults any more. */
  heal(): void;
  close(): Promise<void>;
};

type Planned = { fault: Fault; left: number; match: (request: Seen) => boolean };

/** In front of `origin`, such as `http://127.0.0.1:5232`. Absolute addresses inside answers are left as they are. */
export async function faultProxy(origin: string): Promise<FaultProxy> {
  const target = new URL(origin);
  const seen: Seen[] = [];
  let planned: Planned[] = [];
  const server = createServer((request, response) => {
    const here: Seen = { method: request.method ?? '', path: request.url ?? '', headers: request.headers };
    seen.push(here);
    const plan = planned.find(({ left, match }) => left > 0 && match(here));
    if (plan) plan.left -= 1;
    answer(request, response, { target, fault: plan?.fault });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // listening on a port
    seen,
    fail: (fault, { times = 1, of = 'all', match = of === 'writes' ? isWrite : () => true } = {}) =>
      void planned.push({ fault, left: times, match }),
    heal: () => void (planned = []),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function isWrite({ method }: Seen): boolean {
  return ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method);
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { target, fault }: { target: URL; fault: Fault | undefined },
): void {
  if (fault?.kind === 'hang') return void request.resume();
  if (fault?.kind === 'cut-before') return void request.socket.destroy();
  if (fault?.kind === 'status') {
    const headers = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
    request.resume();
    return void response
      .writeHead(fault.status, { 'content-type': 'application/json', ...headers })
      .end(fault.body ?? '{}');
  }
  if (fault?.kind === 'html') {
    request.resume();
    return void response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<html><body>Please sign in</body></html>');
  }
  const onward = send(
    { host: target.hostname, port: target.port, method: request.method, path: request.url, headers: request.headers },
    (answered) => {
      const parts: Buffer[] = [];
      answered.on('data', (part: Buffer) => parts.push(part));
      answered.on('end', () => {
        const body = Buffer.concat(parts);
        if (fault?.kind === 'cut-after') return void request.socket.destroy();
        if (fault?.kind === 'empty') return void response.writeHead(200).end();
        const { 'transfer-encoding': _, ...headers } = answered.headers;
        response.writeHead(answered.statusCode ?? 502, { ...headers, 'content-length': body.length });
        if (fault?.kind === 'half') {
          response.write(body.subarray(0, Math.floor(body.length / 2)), () => request.socket.destroy());
          return;
        }
        response.end(body);
      });
    },
  );
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}
