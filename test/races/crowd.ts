/** Many patients at once: separate processes that send requests over HTTP to the served app, all on one word. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';

type Request = { readonly path: string; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> };
export type Order = { readonly url: string; readonly requests: readonly Request[] };
export type Answer = { readonly status: number; readonly body: unknown; readonly ms: number };

/** `cpu`: what the serving process worked for it, which a busy machine does not change as it does the clock. */
export type Round = { readonly answers: Answer[]; readonly ms: number; readonly cpu: number };

export type Crowd = {
  /** Shares the requests out, has them sent at once, and gives the answers in the order of the requests. */
  send(requests: readonly Request[]): Promise<Round>;
  [Symbol.asyncDispose](): Promise<void>;
};

export async function crowd(app: Hono, processes: number): Promise<Crowd> {
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  if (!server.listening) await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a listening TCP server has one
  const clients = Array.from({ length: processes }, () =>
    fork(new URL('./client.ts', import.meta.url), { execArgv: [] }),
  );
  await Promise.all(clients.map((client) => once(client, 'message')));
  return {
    async send(requests) {
      const shares: { request: Request; place: number }[][] = clients.map(() => []);
      requests.forEach((request, place) => shares[place % shares.length]?.push({ request, place }));
      const from = performance.now();
      const work = process.cpuUsage();
      const answers: Answer[] = [];
      await Promise.all(
        shares.map(async (share, index) => {
          const client = clients[index] as ChildProcess; // one share a client
          client.send({ url, requests: share.map(({ request }) => request) } satisfies Order);
          const [given] = (await once(client, 'message')) as [Answer[]]; // what client.ts sends
          share.forEach(({ place }, at) => (answers[place] = given[at]!)); // an answer for each request
        }),
      );
      const { user, system } = process.cpuUsage(work);
      return { answers, ms: performance.now() - from, cpu: (user + system) / 1000 };
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.disconnect();
      await Promise.all(clients.filter(({ exitCode }) => exitCode === null).map((client) => once(client, 'exit')));
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** For the note: how long the answers took, in milliseconds. */
export function timesOf(name: string, { answers, ms, cpu }: Round): string {
  const sorted = answers.map((answer) => answer.ms).toSorted((a, b) => a - b);
  const at = (part: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
  return `${name}: all ${answers.length} answered in ${Math.round(ms)} ms (median ${at(0.5)}, p95 ${at(0.95)}, last ${at(1)}), ${Math.round(cpu)} ms of it work of the server process\n`;
}
