/** What may happen in a simulated week: each a whole step, by who does it. A scheduler mixes the four, each in its own order. */
import fc from 'fast-check';
import { ProviderError } from '../../connectors/provider.ts';
import { HOUR, instant, MINUTE } from '../../src/domain/interval.ts';
import type { MemoryFault } from '../support/memory/calendar.ts';
import { at, NOW } from '../support/practice.ts';

/** Hours of three working days: few, so that things meet. */
export const HOURS = [0, 1, 2, 3, 24, 25, 26, 27, 48, 49].map((hour) =>
  instant(at('2027-03-02T09:00-05:00') + hour * HOUR),
);

const hour = fc.nat({ max: HOURS.length - 1 });
const which = fc.nat({ max: 5 });
/** What becomes of the notice that the provider sends of a change; one that comes is heard at some later step. */
const push = fc.constantFrom('lost', 'once', 'twice');
const doing = <What extends string>(what: What) => fc.constant(what);

/** At the desk and on the booking page. */
export const ofPractice = fc.oneof(
  fc.record({ do: doing('book'), hour }),
  fc.record({ do: doing('move'), which, hour }),
  fc.record({ do: doing('cancel'), which }),
  fc.record({ do: doing('answer'), which, how: fc.constantFrom('follow', 'restore') }),
);

/** In the practitioner's own calendar. */
export const ofOwner = fc.oneof(
  fc.record({ do: doing('owner-moves'), which, hour, push }),
  fc.record({ do: doing('owner-deletes'), which, push }),
  fc.record({ do: doing('owner-adds'), hour, push }),
  fc.record({ do: doing('owner-removes'), hour, push }),
);

/** What goes on by itself: notices that come in, rounds of reading, of writing and of mails. */
export const ofMachine = fc.constantFrom(
  ...(['hear', 'sync', 'write', 'deliver'] as const).map((what) => ({ do: what })),
);

/** The world around. `after`: questions to the database that the process lives for. */
export const ofWorld = fc.oneof(
  fc.record({
    do: doing('fail'),
    fault: fc.constantFrom('silent', 'lost', 'crash-before', 'crash-after', 'busy', 'signed-out', 'gone', 'refused'),
    times: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ do: doing('crash'), after: fc.integer({ min: 1, max: 9 }) }),
  fc.record({
    do: doing('mail-fails'),
    fault: fc.constantFrom('down', 'lost', 'crash'),
    times: fc.integer({ min: 1, max: 2 }),
  }),
  fc.record({ do: doing('wait'), minutes: fc.constantFrom(1, 7, 31, 300, -3) }),
  fc.record({ do: doing('forget-cursors') }),
);

type In<Arbitrary> = Arbitrary extends fc.Arbitrary<infer One> ? One : never;
export type Step = In<typeof ofPractice> | In<typeof ofOwner> | In<typeof ofMachine> | In<typeof ofWorld>;

/** Not an error of the program: it is there no more. */
export class ProcessEnded extends Error {
  override readonly name = 'ProcessEnded';
}

/** As providers go wrong (shared by all of them: what they answer is the same to us). */
export const FAULTS: Readonly<Record<string, MemoryFault>> = {
  silent: { when: 'before', error: () => new ProviderError('retry', 'It did not answer.') },
  lost: { when: 'after', error: () => new ProviderError('retry', 'The answer was lost.') },
  'crash-before': { when: 'before', error: () => new ProcessEnded() },
  'crash-after': { when: 'after', error: () => new ProcessEnded() },
  busy: {
    when: 'before',
    error: () => new ProviderError('retry', 'Too many requests.', { retryAfter: instant(NOW + 20 * MINUTE) }),
  },
  'signed-out': { when: 'before', error: () => new ProviderError('reconnect', 'Sign in again.') },
  gone: { when: 'before', error: () => new ProviderError('gone', 'There is no such calendar.') },
  refused: { when: 'before', error: () => new ProviderError('rejected', 'It may only be read.') },
};
