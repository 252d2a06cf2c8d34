/** Log lines: one event name, flat details, ids only. No name, email, reason or token is ever handed in. */
import { pino } from 'pino';

export type Details = Readonly<Record<string, string | number | boolean | undefined>>;
type Write = (event: string, details?: Details) => void;
export type Log = { readonly info: Write; readonly warn: Write; readonly error: Write };

/** One JSON line an event, on standard output. */
export function createLog(level: string): Log {
  const logger = pino({ level, base: null, messageKey: 'event', timestamp: pino.stdTimeFunctions.isoTime });
  return {
    info: (event, details) => logger.info(details ?? {}, event),
    warn: (event, details) => logger.warn(details ?? {}, event),
    error: (event, details) => logger.error(details ?? {}, event),
  };
}
