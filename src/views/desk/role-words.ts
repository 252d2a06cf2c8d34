/** What each role is called, and what it may do in a sentence. */
import type { Role } from '../../domain/roles.ts';

const WORDS: Readonly<Record<Role, { readonly name: string; readonly may: string }>> = {
  owner: { name: 'Owner', may: 'Everything, settings and people too.' },
  practitioner: { name: 'Practitioner', may: 'Own calendar, openings, appointments and patients.' },
  assistant: { name: 'Assistant', may: 'The appointments of everybody in the practice.' },
};

export function roleWords(role: Role): string {
  return WORDS[role].name;
}

export function roleMay(role: Role): string {
  return WORDS[role].may;
}
