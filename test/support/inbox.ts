/** A mail server to test with: speaks SMTP on a socket of its own, keeps what it took, and fails on request. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** For `expect.poll`: how long a mail may take on a machine that is busy with other tests. */
export const PATIENT = { timeout: 15_000 };

export type Received = {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came over the wire. */
  readonly raw: string;
  readonly mail: ParsedMail;
  /** The text/calendar part, and the method that its Content-Type names. */
  readonly event: { readonly method: string; readonly content: string } | undefined;
};

export type Inbox = {
  /** `smtp://127.0.0.1:<port>`; the port stays when it goes down and up again. */
  readonly url: string;
  readonly mails: Received[];
  /** Reply code for the next recipients or mails, one after another; none left: all is taken. */
  readonly refuse: { recipients: number[]; mails: number[] };
  down(): Promise<void>;
  up(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

export async function openInbox(): Promise<Inbox> {
  const mails: Received[] = [];
  const refuse: Inbox['refuse'] = { recipients: [], mails: [] };
  let server = await listen(mails, refuse, 0);
  const port = portOf(server);
  const down = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuse,
    down,
    up: async () => {
      server = await listen(mails, refuse, port);
    },
    [Symbol.asyncDispose]: down,
  };
}

async function listen(mails: Received[], refuse: Inbox['refuse'], port: number): Promise<SMTPServer> {
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 50,
    onRcptTo: (_address, _session, answer) => answer(refusal(refuse.recipients.shift())),
    onData: (stream, session, answer) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const refused = refusal(refuse.mails.shift());
        if (refused) return answer(refused);
        const { mailFrom, rcptTo } = session.envelope;
        const envelope = { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) };
        return void receive(Buffer.concat(chunks).toString(), envelope).then((received) => {
          mails.push(received);
          answer();
        }, answer);
      });
    },
  });
  server.on('error', () => {}); // clients that go away in the middle
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  return server;
}

function portOf(server: SMTPServer): number {
  return (server.server.address() as AddressInfo).port; // it listens on a TCP port
}

function refusal(code: number | undefined): Error | undefined {
  return code === undefined ? undefined : Object.assign(new Error('Not now, or never.'), { responseCode: code });
}

async function receive(raw: string, envelope: { from: string; to: string[] }): Promise<Received> {
  const mail = await simpleParser(raw);
  const part = mail.attachments.find(({ contentType }) => contentType === 'text/calendar');
  const method = /text\/calendar;[^\n]*(?:\r\n\s[^\n]*)*?method=(\w+)/i.exec(raw)?.[1];
  return { ...envelope, raw, mail, event: part && { method: method ?? '', content: part.content.toString() } };
}
