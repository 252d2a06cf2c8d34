/** The owner's own app at a CalDAV server: plain HTTP, objects as text, nothing of ours. */
import { randomUUID } from 'node:crypto';
import { toIcs, type SampleEvent } from '../../connectors/sample-week.ts';
import { LOGIN } from './servers.ts';

type Time = { readonly start: number; readonly end: number };

export class Owner {
  readonly calendar: string;

  /** `calendar` is the address of a collection. */
  constructor(calendar: string) {
    this.calendar = calendar;
  }

  async make(): Promise<void> {
    await this.ask('MKCALENDAR', '', { expected: [201] });
  }

  /** The whole calendar. */
  async remove(): Promise<void> {
    await this.ask('DELETE', '', { expected: [200, 204] });
  }

  async write(events: readonly SampleEvent[]): Promise<void> {
    for (const event of events) await this.store(`${event.uid}.ics`, toIcs([event]));
  }

  async store(name: string, text: string): Promise<void> {
    await this.ask('PUT', name, { body: text, expected: [200, 201, 204] });
  }

  async erase(uid: string): Promise<void> {
    const { path } = await this.byUid(uid);
    await this.ask('DELETE', path, { expected: [200, 204] });
  }

  async paths(): Promise<string[]> {
    const text = await this.ask('PROPFIND', '', { headers: { depth: '1' }, expected: [207] });
    return [...text.matchAll(/href>([^<]+\.ics)</g)].map(([, path]) => path!);
  }

  async edit(uid: string, change: (text: string) => string): Promise<void> {
    const { path, text } = await this.byUid(uid);
    await this.store(path, change(text));
  }

  /** Without folds. */
  async text(uid: string): Promise<string> {
    return (await this.byUid(uid)).text;
  }

  async move(uid: string, to: Time): Promise<void> {
    await this.edit(uid, (text) => at(text, to));
  }

  async setNotes(uid: string, notes: string): Promise<void> {
    await this.edit(uid, (text) =>
      text.replace(/^DESCRIPTION.*\r?\n/m, '').replace('END:VEVENT', `DESCRIPTION:${notes}\r\nEND:VEVENT`),
    );
  }

  async notes(uid: string): Promise<string> {
    return /^DESCRIPTION[^:]*:(.*)$/m.exec(await this.text(uid))?.[1]?.trim() ?? '';
  }

  /** With everything on it; a UID of its own, as a calendar asks for. */
  async copy(uid: string, to: Time): Promise<void> {
    const own = randomUUID();
    await this.store(`${own}.ics`, at(await this.text(uid), to).replace(/^UID:.*$/m, `UID:${own}`));
  }

  private async byUid(uid: string): Promise<{ path: string; text: string }> {
    for (const path of await this.paths()) {
      const text = (await this.ask('GET', path, { expected: [200] })).replaceAll(/\r?\n[ \t]/g, '');
      if (text.split(/\r?\n/).includes(`UID:${uid}`)) return { path, text };
    }
    throw new Error(`The owner's calendar holds no ${uid}.`);
  }

  private async ask(
    method: string,
    path: string,
    { body, headers = {}, expected }: { body?: string; headers?: Record<string, string>; expected: readonly number[] },
  ): Promise<string> {
    const response = await fetch(new URL(path, this.calendar), {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${LOGIN.user}:${LOGIN.password}`).toString('base64')}`,
        ...(body !== undefined && { 'content-type': 'text/calendar; charset=utf-8' }),
        ...headers,
      },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    if (expected.includes(response.status)) return text;
    throw new Error(`${method} ${path} was answered by ${response.status}: ${text}`);
  }
}

function at(text: string, { start, end }: Time): string {
  return text
    .replace(/^DTSTART.*$/m, `DTSTART:${stamp(start)}`)
    .replace(/^DTEND.*$/m, `DTEND:${stamp(end)}`)
    .replaceAll('\r\r', '\r');
}

function stamp(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}
