/** `openhours`: what an operator does at a terminal. One line on standard error and an exit code when something is wrong. */
import { createInterface } from 'node:readline/promises';
import { backup, restore } from './cli/backup.ts';
import { CommandError, type Command, type Io } from './cli/command.ts';
import { doctor } from './cli/doctor.ts';
import { deliver, migrate, sync } from './cli/jobs.ts';
import { erase, exportData } from './cli/patient.ts';
import { plan } from './cli/plan.ts';
import { setup } from './cli/setup.ts';
import { signIn } from './cli/sign-in.ts';

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['setup', setup],
  ['sign-in', signIn],
  ['plan', plan],
  ['migrate', migrate],
  ['sync', sync],
  ['deliver', deliver],
  ['doctor', doctor],
  ['backup', backup],
  ['restore', restore],
  ['export', exportData],
  ['erase', erase],
]);

function help(): string {
  const lines = [...COMMANDS.values()].flatMap(({ usage, summary }) => [`  openhours ${usage}`, `      ${summary}`]);
  return [
    'Usage:',
    ...lines,
    '  openhours help',
    '',
    'It reads the same environment as the service (see README.md).',
  ].join('\n');
}

async function main([word, ...args]: readonly string[]): Promise<number> {
  const io = terminal();
  if (word === undefined || /^(help|--help|-h)$/.test(word)) {
    io.say(help());
    return word === undefined ? 1 : 0;
  }
  const command = COMMANDS.get(word);
  if (!command) throw new CommandError(`There is no command "${word}". \`openhours help\` lists them.`);
  if (args.includes('--help')) {
    io.say(`openhours ${command.usage}\n    ${command.summary}`);
    return 0;
  }
  return command.run(args, io);
}

function terminal(): Io {
  return {
    environment: process.env,
    say: (line) => process.stdout.write(`${line}\n`),
    ask: process.stdin.isTTY && process.stdout.isTTY ? ask : undefined,
  };
}

async function ask(question: string, preset?: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await lines.question(preset ? `${question} [${preset}]: ` : `${question}: `);
    return answer.trim() === '' ? (preset ?? '') : answer;
  } finally {
    lines.close();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`openhours: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
