/** Runs the built program as a new user would: set up, book, kill -9, start again, back up. Needs dist/, and nothing else. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const START_LIMIT_MS = 120_000;

const folder = await mkdtemp(join(tmpdir(), 'openhours-smoke-'));
await chmod(folder, 0o711); // as root the database's own account passes through
const port = await freePort();
const origin = `http://localhost:${port}`;
// Nothing of the caller's environment but where programs are.
const environment = { PATH: process.env.PATH, DATA_DIR: join(folder, 'data'), PORT: String(port) };

/** Starts the service and waits for the line that says so. */
async function start(...args) {
  const child = spawn(process.execPath, [join(DIST, 'node.js'), ...args], {
    env: environment,
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  const ready = new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`It did not start: ${said}`)), START_LIMIT_MS);
    createInterface({ input: child.stdout }).on('line', (line) => {
      said += `${line}\n`;
      if (/running at/.test(line)) setTimeout(() => resolve(clearTimeout(limit)), 200); // the lines that belong to it follow at once
    });
    child.once('exit', (code) => reject(new Error(`It ended with ${code}: ${said}`)));
  });
  await ready;
  return { child, said: () => said };
}

async function end({ child }, signal) {
  const gone = once(child, 'exit');
  child.kill(signal);
  const [code] = await gone;
  return code;
}

async function openhours(...args) {
  const child = spawn(process.execPath, [join(DIST, 'cli.js'), ...args], {
    env: environment,
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  const [code] = await once(child, 'close');
  assert.equal(code, 0, `openhours ${args.join(' ')}: ${err}`);
  return out;
}

async function get(path, status = 200) {
  const answer = await fetch(origin + path);
  assert.equal(answer.status, status, path);
  return answer.text();
}

async function send(path, body, headers = {}) {
  return fetch(origin + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const found = probe.address().port;
      probe.close(() => resolve(found));
    });
  });
}

let service;
try {
  service = await start();
  const address = /http:\/\/localhost:\d+(\/setup\/\S+)/.exec(service.said())?.[1];
  assert.ok(address, 'the first start prints the set-up address');
  assert.match(await get(address), /<form/);
  await get('/setup/wrong', 404);

  const who = [
    '--practice',
    'Smoke Practice',
    '--practitioner',
    'Dr. Smoke',
    '--owner',
    'owner@practice.example',
    '--zone',
    'Europe/Paris',
  ];
  const made = JSON.parse(await openhours('setup', ...who, '--json'));
  await get(address, 404);
  const key = { authorization: `Bearer ${made.apiKey}` };
  const type = await send('/api/v1/appointment-types', { name: 'Visit', lengthMinutes: 50, paddingMinutes: 10 }, key);
  assert.equal(type.status, 201, await type.clone().text());
  const { id: typeId } = await type.json();
  const opening = {
    practitionerId: made.practitioner.id,
    start: '2025-01-06T09:00',
    end: '2025-01-06T17:00',
    rule: 'FREQ=DAILY',
  };
  const opened = await send('/api/v1/openings', opening, key);
  assert.equal(opened.status, 201, await opened.clone().text());

  const now = Date.now();
  const window = `from=${new Date(now).toISOString()}&to=${new Date(now + 14 * 86_400_000).toISOString()}`;
  const slots = async () =>
    JSON.parse(
      await get(
        `/api/v1/public/practices/${made.practice.slug}/slots?practitionerId=${made.practitioner.id}&typeId=${typeId}&${window}`,
      ),
    ).slots;
  const [slot] = await slots();
  assert.ok(slot, 'there are open slots');
  const booking = {
    practitionerId: made.practitioner.id,
    typeId,
    start: slot.start,
    patient: { name: 'Pat Smoke', email: 'pat@example.org' },
  };
  const booked = await send(`/api/v1/public/practices/${made.practice.slug}/appointments`, booking);
  assert.equal(booked.status, 201, await booked.clone().text());
  const { manageUrl } = await booked.json();

  assert.match(service.said(), /"sweep\.done"/, 'what ran out is looked for from the start');

  // Acknowledged; and now the worst.
  await end(service, 'SIGKILL');
  service = await start();
  assert.ok(!(await slots()).some(({ start: time }) => time === slot.start), 'the booked slot stays booked');
  assert.match(await get(new URL(manageUrl).pathname), /Visit/);
  assert.doesNotMatch(service.said(), /\/setup\//, 'set-up stays done');

  await openhours('backup', join(folder, 'openhours.backup'));
  assert.ok((await stat(join(folder, 'openhours.backup'))).size > 500);
  assert.match(await openhours('sign-in', 'owner@practice.example'), /\/desk\/sign-in\/\S+/);
  assert.equal(await end(service, 'SIGTERM'), 0, 'SIGTERM ends it well');
  assert.match(await openhours('sign-in', 'owner@practice.example'), /\/desk\/sign-in\/\S+/, 'and without the service');

  service = await start('--demo');
  assert.match(await get('/book/riverside'), /Riverside Practice/);
  assert.equal(await end(service, 'SIGTERM'), 0);
  console.log('smoke: set up, booked, killed, found again, backed up, stopped, demonstrated');
} finally {
  if (service?.child.exitCode === null && service.child.signalCode === null)
    await end(service, 'SIGTERM').catch(() => {});
  await rm(folder, { recursive: true, force: true });
}
