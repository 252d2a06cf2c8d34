/** A mail server in memory: keeps what it took, and goes wrong on request. */
import { MailError, type Mail, type Mailer } from '../../src/email/mailer.ts';

export type PostFault = 'down' | 'lost' | 'crash';

export class Post implements Mailer {
  readonly from = 'booking@practice.example';
  readonly taken: Mail[] = [];
  #faults: PostFault[] = [];

  fail(fault: PostFault, times: number): void {
    this.#faults.push(...Array.from({ length: times }, () => fault));
  }

  heal(): void {
    this.#faults = [];
  }

  async send(mail: Mail): Promise<void> {
    const fault = this.#faults.shift();
    if (fault === 'down') throw new MailError('retry', 'The server is down.');
    this.taken.push(mail);
    if (fault === 'lost') throw new MailError('retry', 'The answer of the server was lost.');
    if (fault === 'crash') throw new Error('The process ended.');
  }

  verify(): Promise<void> {
    return Promise.resolve();
  }

  /** Mails that speak of the same and are not the same by their Message-ID: a patient would see two (failures H04). */
  doubled(): string[] {
    const ids = new Map<string, Set<string>>();
    for (const { id, to, subject, event } of this.taken) {
      const content = event?.content.replaceAll(/^DTSTAMP:.*$/gm, '') ?? '';
      const same = `${to}\n${subject}\n${content}`;
      ids.set(same, (ids.get(same) ?? new Set()).add(id));
    }
    return [...ids]
      .filter(([, of]) => of.size > 1)
      .map(([same, of]) => `${of.size} mails, not one: ${same.slice(0, 200)}`);
  }

  /** The newest event that a patient was sent about an appointment. */
  newest(uid: string, to: string): { readonly method: string; readonly start: string } | undefined {
    const about = this.taken.filter((mail) => mail.to === to && mail.event?.content.includes(`UID:${uid}`)).at(-1);
    if (!about?.event) return undefined;
    return { method: about.event.method, start: /^DTSTART[^:]*:(\w+)/m.exec(about.event.content)?.[1] ?? '' };
  }
}
