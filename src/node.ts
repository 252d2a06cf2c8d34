/** The service on Node: opens the installation, listens, keeps the loops going, and stops in order. */
import { createAdaptorServer } from '@hono/node-server';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { setupToken } from './actions/setup.ts';
import { createApp } from './app.ts';
import { readConfig, type Environment } from './config.ts';
import { demoRoutes } from './demo/demo.tsx';
import { seedDemo } from './demo/seed.ts';
import { linkDue } from './link-audit.ts';
import { startLoop, type Loop } from './loops.ts';
import { openInstallation, type Opened } from './open.ts';
import { deliverDue } from './outbox/deliver.ts';
import { sweepDue } from './sweep.ts';
import { syncDue } from './sync/due.ts';
import { writeDue } from './sync/write-due.ts';

const STOP_LIMIT_MS = 10_000;
const DRAIN_MS = 2_000;

async function main(): Promise<void> {
  const isDemo = process.argv.includes('--demo');
  const opened = await openInstallation(isDemo ? demoEnvironment(process.env) : process.env, 'service');
  const { deps } = opened;
  let open = true;
  const app = createApp(deps, { isOpen: () => open, ...(isDemo && { more: demoRoutes(deps) }) });
  const server = createAdaptorServer({ fetch: app.fetch }) as Server; // http, not http2: no other was asked for
  const loops: Loop[] = [];
  const stop = async (): Promise<void> => {
    if (!open) process.exit(1); // told twice
    open = false;
    await stopInOrder({ opened, server, loops });
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  try {
    await listen(server, deps.config.port, deps.config.host);
    await (isDemo ? greetDemo(opened) : greet(opened));
  } catch (error) {
    await opened.close();
    throw error;
  }
  if (!open) return;
  loops.push(
    startLoop({ ...deps, name: 'sync', everyMs: 10_000, work: (signal) => syncDue(deps, { signal }) }),
    startLoop({ ...deps, name: 'outbox', everyMs: 2_000, work: () => deliverDue(deps, deps.clock()) }),
    startLoop({ ...deps, name: 'write-back', everyMs: 2_000, work: (signal) => writeDue(deps, { signal }) }),
    startLoop({ ...deps, name: 'audit', everyMs: 30_000, work: () => linkDue(deps) }),
    // Once a day is due once a day, however often it is looked for.
    startLoop({ ...deps, name: 'sweep', everyMs: 3_600_000, work: () => sweepDue(deps).then(() => 0) }),
  );
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  const failed = once(server, 'error').then(([error]) => {
    const { code } = error as NodeJS.ErrnoException; // what a socket fails with
    throw code === 'EADDRINUSE'
      ? new Error(`Port ${port} is taken. Stop what uses it, or set PORT to another.`)
      : (error as Error);
  });
  server.listen(port, host);
  await Promise.race([once(server, 'listening'), failed]);
}

/** Readiness is false already. Finishes what was begun, within ten seconds (failures K02). */
async function stopInOrder({
  opened,
  server,
  loops,
}: {
  opened: Opened;
  server: Server;
  loops: readonly Loop[];
}): Promise<void> {
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
  const token = await setupToken(deps);
  say(
    `Openhours is running at ${publicUrl}`,
    token && `Set it up here (works until set-up is done): ${publicUrl}/setup/${token}`,
  );
}

async function greetDemo({ deps }: Opened): Promise<void> {
  const { port, publicUrl } = deps.config;
  const links = await seedDemo(deps, `http://127.0.0.1:${port}`);
  say(
    `The demo of Openhours is running at ${publicUrl}/demo`,
    `Book as a patient: ${links.bookingUrl}`,
    `Sign in at the desk (works once, for half an hour): ${links.signInUrl}`,
    `Mail that was caught: ${links.mailUrl}`,
  );
}

function say(...lines: readonly (string | undefined)[]): void {
  process.stdout.write(`\n${lines.filter(Boolean).join('\n')}\n\n`);
}

/** The demo has a database of its own, reads its feeds from this machine, and mails nobody. */
function demoEnvironment(environment: Environment): Environment {
  const dataDir = join(readConfig(environment).dataDir, 'demo');
  return {
    ...environment,
    DATA_DIR: dataDir,
    DATABASE_URL: '',
    DATABASE_OWNER_URL: '',
    SMTP_URL: '',
    FETCH_ALLOW: '127.0.0.1',
  };
}

process.on('unhandledRejection', (error) => fail(error));
process.on('uncaughtException', (error) => fail(error));

/** One line on standard error; a supervisor starts the service again (failures K11). */
function fail(error: unknown): never {
  process.stderr.write(`openhours: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

await main().catch(fail);
