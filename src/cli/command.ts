/** What a command of `openhours` is given and how it says that it cannot. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { openInstallation, type Opened } from '../open.ts';
import type { Log } from '../log.ts';

export type Io = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** One line to standard output: what was asked for, and nothing else. */
  say(line: string): void;
  /** Asks at the terminal; undefined where there is none. */
  readonly ask: ((question: string, preset?: string) => Promise<string>) | undefined;
};

export type Command = {
  readonly usage: string;
  readonly summary: string;
  /** @returns the exit code */
  run(args: readonly string[], io: Io): Promise<number>;
};

/** A line for the person at the terminal: what is wrong and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

// Commands answer in words; a log line between them would break `--json`.
const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** Opens the installation, runs `work`, closes it again. */
export async function withInstallation<Result>(io: Io, work: (opened: Opened) => Promise<Result>): Promise<Result> {
  const opened = await openInstallation(io.environment, 'command', SILENT);
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

type Flags = NonNullable<ParseArgsConfig['options']>;

/** Flags as node:util reads them; an unknown one is a line that names it. */
export function readArgs<Options extends Flags>(args: readonly string[], options: Options, usage: string) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const [line] = (error instanceof Error ? error.message : String(error)).split('. ', 1);
    throw new CommandError(`${line}. Usage: openhours ${usage}`, { cause: error });
  }
}
