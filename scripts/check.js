/** Everything that must hold before a change is kept: `npm test`. Ends with one line, `N passed, N failed`, of true totals. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAssets } from './assets.js';
import { startOldest } from './oldest-postgres.js';
import './temp-folder.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const BIN = join(ROOT, 'node_modules', '.bin');
const inCi = process.env.CI === 'true';

const total = { passed: 0, failed: 0, skipped: 0 };

/** @param {string} name @param {{ passed?: number, failed?: number, skipped?: number }} counts */
function count(name, { passed = 0, failed = 0, skipped = 0 }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  const words = [`${passed} passed`, failed && `${failed} FAILED`, skipped && `${skipped} skipped`].filter(Boolean);
  console.log(`${failed ? '✗' : '✓'} ${name}: ${words.join(', ')}`);
}

/**
 * @param {string} program @param {string[]} args @param {Record<string, string>} [env]
 * @returns {Promise<{ code: number, said: string }>}
 */
function run(program, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, PATH: `${BIN}:${process.env.PATH}`, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stdout.on('data', (chunk) => (said += chunk));
    child.stderr.on('data', (chunk) => (said += chunk));
    child.on('error', (error) => resolve({ code: 1, said: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, said }));
  });
}

/** One program, one check; what it said is shown when it fails. */
async function step(name, program, args, env) {
  const { code, said } = await run(program, args, env);
  if (code !== 0) console.log(said.trim());
  count(name, code === 0 ? { passed: 1 } : { failed: 1 });
}

/** A vitest run, counted test by test. A file that does not load counts as one failure. */
async function suite(name, args, env = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'openhours-check-'));
  const file = join(folder, 'results.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { code, said } = await run('vitest', ['run', ...reporters, ...args], env);
  const results = JSON.parse(await readFile(file, 'utf8').catch(() => 'null'));
  await rm(folder, { recursive: true, force: true });
  const broken = (results?.testResults ?? []).filter(
    (one) => one.status === 'failed' && one.assertionResults.length === 0,
  );
  const counts = {
    passed: results?.numPassedTests ?? 0,
    failed: (results?.numFailedTests ?? 0) + broken.length,
    skipped: (results?.numPendingTests ?? 0) + (results?.numTodoTests ?? 0),
  };
  if (code !== 0 && counts.failed === 0) counts.failed = 1; // an error outside of any test
  if (counts.failed > 0) console.log(said.trim());
  for (const one of skippedTests(results)) console.log(`! skipped: ${one}`);
  count(name, counts);
}

function skippedTests(results) {
  return (results?.testResults ?? []).flatMap((file) =>
    file.assertionResults
      .filter((test) => test.status === 'pending' || test.status === 'skipped')
      .map((test) => test.fullName),
  );
}

/** The whole storage on the oldest PostgreSQL that DATABASE_URL may name. */
async function oldestPostgres() {
  const name = 'database tests on PostgreSQL 15';
  const server = await startOldest();
  if (!server) {
    console.log('! skipped: no PostgreSQL 15 in /usr/lib/postgresql/15/bin (apt-get install postgresql-15)');
    return count(name, inCi ? { failed: 1 } : { skipped: 1 });
  }
  try {
    await suite(name, ['test/db', 'test/actions', '--exclude=test/db/embedded*'], { TEST_DATABASE_URL: server.url });
  } finally {
    await server.stop();
  }
}

const start = performance.now();
await buildAssets();
await Promise.all([
  step('types', 'tsc', ['--noEmit']),
  step('types of the browser scripts', 'tsc', ['--noEmit', '-p', 'src/browser']),
  step('lint', 'oxlint', ['--type-aware', '--deny-warnings']),
  step('unused code', 'knip', []),
  step('format', 'oxfmt', ['--check']),
]);
await suite('tests', []);
await oldestPostgres();
await step('build', 'node', ['scripts/build.js']);
await step('smoke run of the built program', 'node', ['scripts/smoke.js']);

const minutes = ((performance.now() - start) / 60_000).toFixed(1);
console.log(`\n${minutes} minutes; ${total.skipped} skipped`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
