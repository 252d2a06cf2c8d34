/** The audit log as it is read: its lines, and what kind of thing each action is. */
import type { Instant, Zone } from './types.ts';

/** `feed`: a calendar app that knows the address of one. */
export const AUDIT_ACTORS = ['patient', 'staff', 'api', 'feed', 'system'] as const;

export type AuditActor = (typeof AUDIT_ACTORS)[number];

/** Ids only: names are looked up when it is read. */
export type AuditLine = {
  /** Newer lines have larger ones. */
  readonly id: string;
  readonly at: Instant;
  readonly actorKind: AuditActor;
  /** User, API key or feed. */
  readonly actorId: string | undefined;
  /** Noun and verb, such as `appointment.booked`. */
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string | undefined;
  /** Network address of who asked. */
  readonly address: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;
};

/** What an id stands for today; of an appointment its patient, with the start. What was erased or removed has no name. */
export type AuditName = { readonly name: string; readonly start?: Instant; readonly zone?: Zone };

/**
 * Each kind by the actions that are of it, as a pattern that PostgreSQL and JavaScript read alike. Whatever is of no other kind
 * is a change.
 */
const PATTERNS = {
  saw: '\\.(viewed|listed)$',
  exported: '\\.exported$',
  booked: '^appointment\\.(booked|moved)',
  cancelled: '^appointment\\.cancelled$|\\.erased$',
  access: '^(session|member|invitation|api-key|passkey|access|owner|personal-link)\\.|^feed\\.(made|removed|replaced)$',
} as const;

export const AUDIT_KINDS = ['saw', 'booked', 'cancelled', 'changed', 'exported', 'access'] as const;

export type AuditKind = (typeof AUDIT_KINDS)[number];

/** What an action's name must and must not match to be of this kind. */
export function auditPattern(kind: AuditKind): { readonly is: string; readonly not: string } {
  const nothing = '^$';
  if (kind !== 'changed') return { is: PATTERNS[kind], not: nothing };
  return { is: '', not: Object.values(PATTERNS).join('|') };
}

export function auditKind(action: string): AuditKind {
  const named = AUDIT_KINDS.find((kind) => kind !== 'changed' && new RegExp(PATTERNS[kind]).test(action));
  return named ?? 'changed';
}
