/** What runs on a thread that reads calendars: one answer for each text that it is sent. A bundle of its own when built. */
import { parentPort } from 'node:worker_threads';
import { NotACalendar, readIcs } from '../connectors/ical/busy.ts';
import type { ThreadAnswer, ThreadRequest } from '../connectors/ical/on-thread.ts';

// A port between threads has no origin, as windows have.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
const say = (answer: ThreadAnswer) => parentPort?.postMessage(answer);

function answerTo({ text, query, uids }: ThreadRequest): ThreadAnswer {
  try {
    return { kind: 'reading', reading: readIcs(text, { ...query, ...(uids && { isOurs: () => true }) }) };
  } catch (error) {
    if (error instanceof NotACalendar) return { kind: 'not-a-calendar', message: error.message };
    throw error; // a defect of ours ends the thread, and the reading with it
  }
}

parentPort?.on('message', (request: ThreadRequest) => say(answerTo(request)));
say({ kind: 'ready' });
