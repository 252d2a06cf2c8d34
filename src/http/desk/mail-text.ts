/** The text of a kept mail, read back from the form in which it would have gone out (RFC 5322, 2045). */

export type ReadMail = { readonly text: string; readonly hasEvent: boolean };

/** Reads what email/message.ts wrote; a part in another form is shown as it stands. */
export function readMail(raw: string): ReadMail {
  const parts = partsOf(raw);
  const plain = parts.find(({ type }) => type.startsWith('text/plain'));
  return {
    text: plain ? decode(plain).trim() : '',
    hasEvent: parts.some(({ type }) => type.startsWith('text/calendar')),
  };
}

type Part = { readonly type: string; readonly encoding: string; readonly body: string };

function partsOf(raw: string): Part[] {
  const end = raw.indexOf('\r\n\r\n');
  const head = end === -1 ? raw : raw.slice(0, end);
  const headers = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
  const header = (name: string) =>
    headers
      .find((line) => line.toLowerCase().startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim() ?? '';
  const type = header('content-type');
  const body = end === -1 ? '' : raw.slice(end + 4);
  const boundary = /^multipart\/.*\bboundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary === undefined) {
    return [
      { type: type.toLowerCase() || 'text/plain', encoding: header('content-transfer-encoding').toLowerCase(), body },
    ];
  }
  // What stands before the first boundary and after the last is not part of the mail.
  const inner = `\r\n${body}`.split(`\r\n--${boundary}`).slice(1);
  return inner.filter((part) => !part.startsWith('--')).flatMap((part) => partsOf(part.replace(/^[ \t]*\r\n/, '')));
}

function decode({ encoding, body }: Part): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding !== 'quoted-printable') return body;
  const bytes = body
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([\dA-F]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
