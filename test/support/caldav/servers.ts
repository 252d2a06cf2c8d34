/** Real CalDAV servers for tests, Debian's Radicale and Xandikos. Missing: skipped loudly, a failure under CI. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const LOGIN = { user: 'ada', password: 'an app password: ünïcode' } as const;

export type CalDavServer = {
  readonly name: string;
  readonly origin: string;
  /** Path under which calendars are made, with a slash at both ends. */
  readonly home: string;
  /** Where it keeps its data. */
  readonly folder: string;
  close(): Promise<void>;
};

type Kind = {
  readonly name: string;
  readonly program: string;
  readonly home: string;
  readonly arguments: (where: { readonly port: number; readonly folder: string; readonly users: string }) => string[];
};

const RADICALE: Kind = {
  name: 'Radicale',
  program: process.env['RADICALE'] ?? '/usr/bin/radicale',
  home: `/${LOGIN.user}/`,
  arguments: ({ port, folder, users }) => [
    ...['-C', '', '-H', `127.0.0.1:${port}`, '--storage-filesystem-folder', folder],
    ...['--auth-type', 'htpasswd', '--auth-htpasswd-filename', users, '--auth-htpasswd-encryption', 'plain'],
    ...['--auth-delay', '0'],
  ],
};
const XANDIKOS: Kind = {
  name: 'Xandikos',
  program: process.env['XANDIKOS'] ?? '/usr/bin/xandikos',
  home: `/${LOGIN.user}/calendars/`,
  arguments: ({ port, folder }) => [
    ...['-l', '127.0.0.1', '-p', String(port), '-d', folder],
    ...['--defaults', '--current-user-principal', `/${LOGIN.user}/`],
  ],
};

export const SERVERS: readonly (Kind & { readonly isThere: boolean })[] = [RADICALE, XANDIKOS].map((kind) => {
  const { name, program } = kind;
  if (existsSync(program)) return { ...kind, isThere: true };
  const words = `CalDAV tests need ${name} at ${program} (apt-get install ${name.toLowerCase()}, or set ${name.toUpperCase()}).`;
  if (process.env['CI']) throw new Error(words);
  process.stderr.write(`SKIPPED: ${words}\n`);
  return { ...kind, isThere: false };
});

/** On a free port, with an empty folder. Python takes a second or more to start: one for a file of tests. */
export async function startCalDav(kind: Kind): Promise<CalDavServer> {
  const folder = await mkdtemp(join(tmpdir(), 'openhours-caldav-'));
  const users = join(folder, 'users');
  const data = join(folder, 'data');
  await writeFile(users, `${LOGIN.user}:${LOGIN.password}\n`);
  const port = await freePort();
  const server = spawn(kind.program, kind.arguments({ port, folder: data, users }), {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PYTHONUNBUFFERED: '1' },
  });
  let said = '';
  server.stderr.on('data', (part: Buffer) => (said = (said + part.toString()).slice(-4000)));
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const close = async (): Promise<void> => {
    server.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (let tried = 0; !(await answers(port)); tried++) {
    if (tried > 300 || server.exitCode !== null) {
      await close();
      throw new Error(`${kind.name} does not start: ${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { name: kind.name, origin: `http://127.0.0.1:${port}`, home: kind.home, folder: data, close };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
