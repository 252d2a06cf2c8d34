/** A real browser for tests, Debian's Chromium, and the app served to it. Missing: skipped loudly, a failure under CI. */
import { createAdaptorServer } from '@hono/node-server';
import axe from 'axe-core';
import type { Hono } from 'hono';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type Page } from 'playwright-core';
import { describe } from 'vitest';

const EXECUTABLE = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const isThere = existsSync(EXECUTABLE);
if (!isThere) {
  const words = `Browser tests need Chromium at ${EXECUTABLE} (apt-get install chromium, or set CHROMIUM).`;
  if (process.env['CI']) throw new Error(words);
  process.stderr.write(`SKIPPED: ${words}\n`);
}

/** `describe` where there is a browser. */
export const describeInBrowser = describe.skipIf(!isThere);

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS });
}

/** The app on a port of its own, as a browser reaches it. */
export async function serve(app: Hono): Promise<{ readonly origin: string; close(): Promise<void> }> {
  const server = createAdaptorServer({ fetch: app.fetch });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}

const WIDTHS = [320, 640, 1280];

/**
 * What is wrong with the page as it stands, in words: what axe finds serious or worse in light and in dark, and each width at
 * which something would have to be scrolled sideways (640 is a window of 1280 at 200 %).
 */
export async function faults(page: Page): Promise<string[]> {
  const found: string[] = [];
  // Fades would be measured halfway through.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await seriousFaults(page)).map((fault) => `${colorScheme}: ${fault}`));
  }
  const before = page.viewportSize();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 640 });
    const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    if (over !== 0) found.push(`${width} px: too wide by ${String(over)} px`);
  }
  if (before) await page.setViewportSize(before);
  return found;
}

/** What axe finds serious or worse, with the page as it is now. `only`: by these rules. */
export async function seriousFaults(page: Page, only?: readonly string[]): Promise<string[]> {
  // Once a page: its source is half a megabyte.
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axe.source);
  const options: axe.RunOptions = {
    resultTypes: ['violations'],
    elementRef: false,
    ...(only && { runOnly: [...only] }),
  };
  const { violations } = await page.evaluate(
    (asked) => (globalThis as unknown as { axe: typeof axe }).axe.run(asked), // put there by its source
    options,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} – ${failureSummary ?? ''}`));
}
