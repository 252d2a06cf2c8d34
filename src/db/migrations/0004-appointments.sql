-- Patients, holds, appointments. The exclusion constraint is the rule that no two appointments overlap.
create table patients (
  practice_id uuid not null references practices on delete cascade,
  patient_id uuid not null,
  name text not null,
  -- As typed, and lower-cased for finding; null when staff booked without an address.
  email text,
  email_key text,
  phone text not null default '',
  bounced_at timestamptz,
  erased_at timestamptz,
  created_at timestamptz not null,
  primary key (practice_id, patient_id)
);
create index on patients (practice_id, email_key);
call tenant_table('patients');

create table holds (
  practice_id uuid not null,
  hold_id uuid not null,
  practitioner_id uuid not null,
  type_id uuid not null,
  starts_at timestamptz not null,
  blocked_until timestamptz not null check (blocked_until > starts_at),
  expires_at timestamptz not null,
  -- Set by the booking that used it: confirming twice books once.
  appointment_id uuid,
  -- Hash of the booking request that used it: the same hold with other details is refused.
  request_hash bytea,
  -- Who holds, for the limits only, forgotten when a booking uses it: network address, and hash of one visit to the pages.
  address text,
  visit_hash bytea,
  primary key (practice_id, hold_id),
  foreign key (practice_id, practitioner_id) references practitioners on delete cascade,
  foreign key (practice_id, type_id) references appointment_types on delete cascade
);
create index on holds (practice_id, practitioner_id, expires_at);
create index on holds (practice_id, address) where address is not null;
create index on holds (practice_id, visit_hash) where visit_hash is not null;
call tenant_table('holds');

create table appointments (
  practice_id uuid not null,
  appointment_id uuid not null,
  practitioner_id uuid not null,
  patient_id uuid not null,
  type_id uuid not null,
  status text not null check (status in ('confirmed', 'cancelled')),
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  -- End plus padding: until here nothing else may start.
  blocked_until timestamptz not null check (blocked_until >= ends_at),
  -- Wall time and zone as agreed, beside the instant: a change of zone rules is found, not guessed.
  local_start timestamp not null,
  zone text not null,
  -- The zone the patient booked in, for their mails.
  patient_zone text not null,
  -- As it was when booked.
  type_name text not null,
  length_minutes integer not null,
  padding_minutes integer not null,
  location_kind text check (location_kind in ('address', 'phone', 'video')),
  location_text text not null default '',
  patient_note text not null default '',
  uid text not null,
  -- For calendars (RFC 5545 SEQUENCE) and for us: every change raises revision.
  sequence integer not null default 0,
  revision integer not null default 1,
  booked_by text not null check (booked_by in ('patient', 'staff')),
  -- Booked on a stale calendar by the practice's choice.
  to_verify boolean not null default false,
  no_show boolean not null default false,
  -- The manage link is derived (HMAC), never stored; these say from what: the id of the key, and a version to replace it.
  link_key text not null,
  link_version integer not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  cancelled_at timestamptz,
  cancelled_by text check (cancelled_by in ('patient', 'staff', 'practitioner')),
  primary key (practice_id, appointment_id),
  unique (practice_id, uid),
  foreign key (practice_id, practitioner_id) references practitioners,
  foreign key (practice_id, patient_id) references patients,
  foreign key (practice_id, type_id) references appointment_types,
  constraint appointments_never_overlap exclude using gist (
    practice_id with =, practitioner_id with =, tstzrange(starts_at, blocked_until) with &&
  ) where (status = 'confirmed')
);
create index on appointments (practice_id, practitioner_id, starts_at);
create index on appointments (practice_id, patient_id, starts_at);
call tenant_table('appointments');

-- What was written into each calendar that receives appointments.
create table written_events (
  practice_id uuid not null,
  appointment_id uuid not null,
  calendar_id uuid not null,
  external_id text not null,
  etag text,
  generation integer not null default 0,
  revision integer not null,
  primary key (practice_id, appointment_id, calendar_id),
  foreign key (practice_id, appointment_id) references appointments on delete cascade
);
call tenant_table('written_events');

-- Answers already given, by the caller's Idempotency-Key: the same key with another body is refused.
create table idempotency_keys (
  practice_id uuid not null references practices on delete cascade,
  key_hash bytea not null,
  request_hash bytea not null,
  appointment_id uuid not null,
  created_at timestamptz not null,
  primary key (practice_id, key_hash)
);
call tenant_table('idempotency_keys');

-- Emails about an appointment, one row for each that was decided; message_id is fixed when the row is made.
create table notices (
  practice_id uuid not null,
  notice_id uuid not null,
  appointment_id uuid not null,
  kind text not null check (kind in ('confirmation', 'change', 'cancellation', 'reminder', 'booked', 'moved', 'cancelled')),
  recipient text not null check (recipient in ('patient', 'practitioner')),
  -- The appointment's revision that it tells of.
  revision integer not null,
  message_id text not null,
  status text not null default 'waiting' check (status in ('waiting', 'sent', 'kept', 'bounced', 'dropped')),
  problem text,
  -- Set before it goes out: what counts for the limit of mails to one address, with several workers too.
  tried_at timestamptz,
  sent_at timestamptz,
  created_at timestamptz not null,
  primary key (practice_id, notice_id),
  foreign key (practice_id, appointment_id) references appointments on delete cascade
);
create index on notices (practice_id, appointment_id);
call tenant_table('notices');

-- Mails that had no server to go to. Shown at the desk as not sent.
create table kept_mails (
  practice_id uuid not null references practices on delete cascade,
  mail_id uuid not null,
  notice_id uuid,
  recipient text not null,
  subject text not null,
  raw text not null,
  kept_at timestamptz not null,
  primary key (practice_id, mail_id)
);
call tenant_table('kept_mails');

-- Who did what. The app may add and read, never change.
create table audit (
  practice_id uuid not null references practices on delete cascade,
  audit_id bigint generated always as identity,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('patient', 'staff', 'api', 'system')),
  actor_id text,
  action text not null,
  subject_kind text not null,
  subject_id text,
  address text,
  details jsonb not null default '{}',
  primary key (practice_id, audit_id)
);
call tenant_table('audit', 'select, insert');
