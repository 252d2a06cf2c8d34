/** What a reading could not do, as sentences for the practitioner: each thing once, and no more than a person reads. */

import type { Warning, WarningRule } from '../provider.ts';
import { describe } from './event.ts';
import { limits } from './limits.ts';
import type { RawEvent } from './raw.ts';

export class Warnings {
  private readonly list: Warning[] = [];
  private unsaid = 0;
  private readonly said = new Set<string>();
  private readonly hash: (event: RawEvent) => string;

  constructor(hash: (event: RawEvent) => string) {
    this.hash = hash;
  }

  add(rule: WarningRule, text: string, uidHash?: string): void {
    if (this.list.length >= limits.warnings) this.unsaid++;
    else this.list.push(uidHash === undefined ? { rule, text } : { rule, text, uidHash });
  }

  ofEvent(event: RawEvent, rule: WarningRule, what: string): void {
    // Past the limit nobody is told which, so that a calendar of nothing else costs no memory.
    if (this.list.length >= limits.warnings) {
      this.unsaid++;
      return;
    }
    const uidHash = this.hash(event);
    const once = `${rule} ${uidHash}`;
    if (this.said.has(once)) return;
    this.said.add(once);
    this.add(rule, `${describe(event, uidHash)} ${what}.`, uidHash);
  }

  end(): readonly Warning[] {
    if (this.unsaid > 0) this.list.push({ rule: 'capped', text: `There are ${this.unsaid} more warnings.` });
    return this.list;
  }
}
