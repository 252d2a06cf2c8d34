/**
 * Mends the installed postgres.js so that a connection cut by the server ends in an error and not in the end of the process
 * (docs/decisions/0005-mended-driver.md). Runs after `npm ci`; stops with a sentence when the driver is not the one it knows.
 */
import { readFile, writeFile } from 'node:fs/promises';

const FILES = ['src/connection.js', 'cjs/src/connection.js', 'cf/src/connection.js'];
const MARK = '/* mended by openhours */';

/** What is replaced by what. Each must be there exactly so often. */
const MENDS = [
  // A write that waited for its turn when the connection closed must not be made to a socket that is gone: whoever asked is told.
  {
    times: 1,
    from: '  function nextWrite(fn) {\n',
    to: `  function nextWrite(fn) {
    if (socket === null) {
      clearImmediate(nextWriteTimer)
      chunk = nextWriteTimer = null
      error(Errors.connection('CONNECTION_CLOSED', options, socket))
      query = null
      return false
    }
`,
  },
  // A timer that was cleared and still stands for "will be written" lets nothing be written on this connection ever again.
  {
    times: 2,
    from: '\n    clearImmediate(nextWriteTimer)\n',
    to: '\n    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n',
  },
  // What is asked between the error and the close of a socket was left to be answered by the next connection: from then on each
  // query got the answer of the one after it.
  {
    times: 1,
    from: `    if (initial)
      return reconnect()

    !hadError && (query || sent.length) && error(Errors.connection('CONNECTION_CLOSED', options, socket))
`,
    to: `    errorResponse = null
    if (initial) {
      query = null
      return reconnect()
    }

    if (query || sent.length)
      error(Errors.connection('CONNECTION_CLOSED', options, socket))
    query = null
`,
  },
  // Cut while it asks for the array types, the connection is closed like any other: nobody waits for this promise.
  { times: 1, from: '        return fetchArrayTypes()\n', to: '        return fetchArrayTypes().catch(errored)\n' },
];

/** @param {string} text @param {string} name */
function mended(text, name) {
  // Cleared timers first: the new start of nextWrite holds the same line.
  return MENDS.toReversed().reduce((source, { from, to, times }) => {
    if (source.split(from).length - 1 !== times) {
      throw new Error(
        `${name} is not the postgres.js 3.4.9 that scripts/mend-postgres.js knows. See whether the new one still needs it.`,
      );
    }
    return source.replaceAll(from, to);
  }, text);
}

for (const name of FILES) {
  const file = new URL(`../node_modules/postgres/${name}`, import.meta.url);
  const text = await readFile(file, 'utf8');
  if (!text.includes(MARK)) await writeFile(file, `${mended(text, `postgres/${name}`)}${MARK}\n`);
}
