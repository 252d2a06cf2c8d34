/** The service on Node: opens the installation, listens, keeps the loops going, and stops in order. */
import { createAdaptorServer } from '@hono/node-server';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { setupToken } from './actions/setup.ts';
import { createApp } from './app.ts';
import { startLoop, type Loop } from './loops.ts';
import { openInstallation, type Opened } from './open.ts';
import { deliverDue } from './outbox/deliver.ts';
import { syncDue } from './sync/due.ts';

const STOP_LIMIT_MS = 10_000;
const DRAIN_MS = 2_000;

async function main(): Promise<void> {
  const opened = await openInstallation(process.env, 'service');
  const { deps } = opened;
  let open = true;
  const app = createApp(deps, { isOpen: () => open });
  const server = createAdaptorServer({ fetch: app.fetch }) as Server; // http, not http2: no other was asked for
  try {
    await listen(server, deps.config.port, deps.config.host);
  } catch (error) {
    await opened.close();
    throw error;
  }
  const loops = [
    startLoop({ ...deps, name: 'sync', everyMs: 10_000, work: () => syncDue(deps) }),
    startLoop({ ...deps, name: 'outbox', everyMs: 2_000, work: () => deliverDue(deps, deps.clock()) }),
  ];
  const stop = async (): Promise<void> => {
    if (!open) process.exit(1); // told twice
    open = false;
    await stopInOrder({ opened, server, loops });
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  await greet(opened);
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  const failed = once(server, 'error').then(([error]) => {
    const { code } = error as NodeJS.ErrnoException; // what a socket fails with
    throw code === 'EADDRINUSE' ? new Error(`Port ${port} is taken. Stop what uses it, or set PORT to another.`) : (error as Error);
  });
  server.listen(port, host);
  await Promise.race([once(server, 'listening'), failed]);
}

/** Readiness is false already. Finishes what was begun, within ten seconds (failures K02). */
async function stopInOrder({ opened, server, loops }: { opened: Opened; server: Server; loops: readonly Loop[] }): Promise<void> {
  const { config, log } = opened.deps;
  log.info('service.stopping');
  const limit = setTimeout(() => server.closeAllConnections(), STOP_LIMIT_MS);
  // A load balancer needs a moment to see that nothing more is to be sent here.
  if (config.trustedProxies > 0) await new Promise((resolve) => setTimeout(resolve, DRAIN_MS));
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await Promise.all([closed, within(STOP_LIMIT_MS, Promise.all(loops.map((loop) => loop.stop())))]);
  clearTimeout(limit);
  await opened.close();
  log.info('service.stopped');
}

/** A round that takes longer is left: its lease runs out, and another process takes the job. */
function within(ms: number, work: Promise<unknown>): Promise<unknown> {
  return Promise.race([work, new Promise((resolve) => setTimeout(resolve, ms).unref())]);
}

async function greet({ deps }: Opened): Promise<void> {
  const { publicUrl } = deps.config;
  process.stdout.write(`\nOpenhours is running at ${publicUrl}\n`);
  const token = await setupToken(deps);
  if (token) process.stdout.write(`Set it up here (this address works until set-up is done): ${publicUrl}/setup/${token}\n`);
  process.stdout.write('\n');
}

process.on('unhandledRejection', (error) => fail(error));
process.on('uncaughtException', (error) => fail(error));

/** One line on standard error; a supervisor starts the service again (failures K11). */
function fail(error: unknown): never {
  process.stderr.write(`openhours: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

await main().catch(fail);
