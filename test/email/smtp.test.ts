import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MailError, type Mail } from '../../src/email/mailer.ts';
import { rawMessage } from '../../src/email/message.ts';
import { smtpMailer } from '../../src/email/smtp.ts';
import { SMTPServer } from 'smtp-server';
import { openInbox } from '../support/inbox.ts';

const FROM = 'openhours@practice.example';

function mail(change: Partial<Mail> = {}): Mail {
  return {
    id: '0b1f',
    to: 'pat@example.org',
    fromName: 'Sample Practice',
    replyTo: 'office@practice.example',
    subject: 'Your appointment',
    text: 'On Tuesday.',
    html: '<p>On Tuesday.</p>',
    event: { method: 'REQUEST', content: 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n' },
    ...change,
  };
}

async function failure(sending: Promise<void>): Promise<MailError> {
  const error: unknown = await sending.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MailError);
  return error as MailError; // just checked
}

describe('the SMTP mailer', () => {
  test('delivers text, HTML and the calendar part with its method, from a fixed Message-ID', async () => {
    await using inbox = await openInbox();
    await smtpMailer(inbox.url, { from: FROM, pooled: false }).send(mail());
    const [got] = inbox.mails;
    expect(got).toMatchObject({ from: FROM, to: ['pat@example.org'], event: { method: 'REQUEST' } });
    expect(got?.mail).toMatchObject({ subject: 'Your appointment', text: 'On Tuesday.', html: '<p>On Tuesday.</p>' });
    expect(got?.mail.messageId).toBe('<0b1f@practice.example>');
    expect(got?.mail.replyTo?.text).toBe('office@practice.example');
    expect(got?.mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(got?.raw.match(/text\/calendar/g)).toHaveLength(1);
  });

  test.each([
    [421, 'retry'],
    [450, 'retry'],
    [451, 'retry'],
    [550, 'rejected'],
    [553, 'rejected'],
  ] as const)('H02 H03 a recipient answered with %i is for "%s"', async (code, reason) => {
    await using inbox = await openInbox();
    inbox.refuse.recipients.push(code);
    const error = await failure(smtpMailer(inbox.url, { from: FROM, pooled: false }).send(mail()));
    expect(error.reason).toBe(reason);
    expect(error.message).toContain(String(code));
    expect(error.message).not.toContain('example.org');
  });

  test('H01 a server that is down is for "retry", and the same mailer reaches it when it is back', async () => {
    await using inbox = await openInbox();
    const mailer = smtpMailer(inbox.url, { from: FROM });
    await mailer.send(mail());
    await inbox.down();
    expect((await failure(mailer.send(mail()))).reason).toBe('retry');
    expect((await failure(mailer.verify())).message).toBe('The mail server could not be reached.');
    await inbox.up();
    await mailer.verify();
    await mailer.send(mail({ subject: 'Again' }));
    expect(inbox.mails.map(({ mail: { subject } }) => subject)).toEqual(['Your appointment', 'Again']);
  });

  test('H13 beyond loopback nothing goes out unencrypted', async () => {
    // This machine under an address that does not count as loopback; a server that offers no STARTTLS.
    const lines: string[] = [];
    const server = createServer((socket) => {
      socket.write('220 plain\r\n');
      socket.on('data', (data) => {
        lines.push(data.toString());
        socket.write(data.toString().startsWith('EHLO') ? '250 plain\r\n' : '502 no\r\n');
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo; // it listens on a TCP port
    const mailer = smtpMailer(`smtp://0.0.0.0:${port}`, { from: FROM, pooled: false });
    expect((await failure(mailer.send(mail()))).reason).toBe('retry');
    expect(lines.join('')).toMatch(/EHLO/);
    expect(lines.join('')).not.toMatch(/MAIL FROM|RCPT|AUTH/i);
    server.close();
  });

  test('H13 a certificate that nobody vouches for is refused', async () => {
    let greeted = 0;
    const server = new SMTPServer({
      secure: true, // with the self-signed certificate that the package brings
      onConnect: (_session, answer) => {
        greeted++;
        answer();
      },
    });
    server.on('error', () => {}); // the client hangs up
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    const { port } = server.server.address() as AddressInfo; // it listens on a TCP port
    const error = await failure(smtpMailer(`smtps://127.0.0.1:${port}`, { from: FROM, pooled: false }).send(mail()));
    expect(error).toMatchObject({
      reason: 'retry',
      message: expect.stringMatching(/could not be encrypted. Check its certificate/),
    });
    expect(greeted).toBe(0);
    await new Promise<void>((resolve) => server.close(resolve));
  });

  test('an address of another form is refused with what to do', () => {
    for (const address of ['', 'mail.example.org', 'https://mail.example.org', 'smtp:']) {
      expect(() => smtpMailer(address, { from: FROM })).toThrow(/Check SMTP_URL/);
    }
  });

  test('H05 whatever a name or subject holds, there is one recipient and no new header', async () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 1000 }),
      fc.constantFrom(
        'a\r\nBcc: evil@example.net',
        'a\nTo: evil@example.net',
        'x\u2028Bcc: e@e.e',
        '\0',
        '"<a@b.c>, d',
        'é'.repeat(1000),
      ),
    );
    await fc.assert(
      fc.asyncProperty(nasty, nasty, async (fromName, subject) => {
        const raw = await rawMessage(mail({ fromName, subject }), FROM);
        const head = raw
          .slice(0, raw.indexOf('\r\n\r\n'))
          .replaceAll(/\r\n[ \t]/g, ' ')
          .split('\r\n');
        expect(head.map((line) => line.slice(0, line.indexOf(':'))).toSorted()).toEqual([
          ...['Auto-Submitted', 'Content-Type', 'Date', 'From', 'MIME-Version', 'Message-ID', 'Reply-To'],
          ...(/\S/.test(subject.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '')) ? ['Subject'] : []),
          ...['To', 'X-Auto-Response-Suppress'],
        ]);
        expect(head).toContain('To: pat@example.org');
      }),
      { numRuns: 200 },
    );
  });

  test('H05 an address that could mean more than one recipient, or carry a header, is refused before the server', async () => {
    const ends = ['\r\n', '\0', '\u2028', '<', '>', ',', ' ', '"', ';', ':', '@', '('];
    await using inbox = await openInbox();
    const mailer = smtpMailer(inbox.url, { from: FROM, pooled: false });
    for (const end of ends) {
      for (const to of [`a${end}b@example.org`, `a@example.org${end}`, `${end}a@example.org`, `a@exam${end}ple.org`]) {
        expect((await failure(mailer.send(mail({ to })))).reason, JSON.stringify(to)).toBe('rejected');
      }
    }
    expect(inbox.mails).toEqual([]);
    await mailer.send(mail({ to: 'o.brien+tag@sub.example.org' }));
    expect(inbox.mails[0]?.to).toEqual(['o.brien+tag@sub.example.org']);
  });
});
