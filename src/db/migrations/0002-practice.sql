-- The practice, its settings, practitioners, appointment types, openings.
create table practices (
  practice_id uuid primary key,
  slug text not null,
  name text not null check (length(name) between 1 and 200),
  phone text not null default '',
  email text not null default '',
  plan text not null default 'premium' check (plan in ('premium', 'basic')),
  patient_word text not null default 'patient' check (patient_word in ('patient', 'client')),
  policy_text text not null default '',
  -- "This is not monitored; in an emergency call …": shown on the booking and confirmation pages.
  page_notice text not null default '',
  allow_online_booking boolean not null default true,
  allow_online_changes boolean not null default true,
  cutoff_amount integer not null default 1 check (cutoff_amount >= 0),
  cutoff_unit text not null default 'days' check (cutoff_unit in ('minutes', 'hours', 'days')),
  horizon_days integer not null default 60 check (horizon_days >= 0),
  hold_minutes integer not null default 10 check (hold_minutes > 0),
  closing_limit_minutes integer not null default 1440 check (closing_limit_minutes > 0),
  -- How old a blocking calendar's last reading may be before a booking asks for a live read (failures A15).
  live_read_minutes integer not null default 45 check (live_read_minutes > 0),
  feed_interval_minutes integer not null default 15 check (feed_interval_minutes > 0),
  stale_booking text not null default 'refuse' check (stale_booking in ('refuse', 'verify')),
  first_available boolean not null default false,
  ask_note boolean not null default false,
  reminder_minutes integer default 1440 check (reminder_minutes > 0),
  created_at timestamptz not null
);
call tenant_table('practices');

create table practitioners (
  practice_id uuid not null references practices on delete cascade,
  practitioner_id uuid not null,
  slug text not null check (slug ~ '^[a-z0-9](-?[a-z0-9])*$' and length(slug) <= 63),
  name text not null check (length(name) between 1 and 200),
  zone text not null,
  active boolean not null default true,
  position integer not null default 0,
  -- External address for "notify me"; the switch is per practitioner and on at first.
  email text not null default '',
  notify_booked boolean not null default true,
  daily_limit integer check (daily_limit > 0),
  -- What to do when the practitioner moves or deletes our event in their calendar.
  when_changed_outside text not null default 'ask' check (when_changed_outside in ('ask', 'follow', 'restore')),
  -- Feed addresses are derived (HMAC), never stored; these say from what.
  feed_key text not null,
  feed_full_version integer not null default 1,
  feed_busy_version integer not null default 1,
  -- Raised by any change to what this practitioner's slots depend on.
  slots_revision bigint not null default 1,
  primary key (practice_id, practitioner_id),
  unique (practice_id, slug)
);
call tenant_table('practitioners');

create table appointment_types (
  practice_id uuid not null references practices on delete cascade,
  type_id uuid not null,
  name text not null check (length(name) between 1 and 200),
  length_minutes integer not null check (length_minutes between 1 and 1440),
  padding_minutes integer not null default 0 check (padding_minutes between 0 and 1440),
  position integer not null default 0,
  state text not null default 'listed' check (state in ('listed', 'hidden', 'archived')),
  audience text not null default 'everyone' check (audience in ('everyone', 'existing')),
  -- null: packed
  every_minutes integer check (every_minutes between 1 and 1440),
  location_kind text check (location_kind in ('address', 'phone', 'video')),
  location_text text not null default '',
  patient_text text not null default '',
  for_all_practitioners boolean not null default true,
  primary key (practice_id, type_id)
);
call tenant_table('appointment_types');

-- Who offers a type, where not all do.
create table type_practitioners (
  practice_id uuid not null,
  type_id uuid not null,
  practitioner_id uuid not null,
  primary key (practice_id, type_id, practitioner_id),
  foreign key (practice_id, type_id) references appointment_types on delete cascade,
  foreign key (practice_id, practitioner_id) references practitioners on delete cascade
);
call tenant_table('type_practitioners');

create table openings (
  practice_id uuid not null,
  opening_id uuid not null,
  practitioner_id uuid not null,
  -- Local times of the practitioner's zone.
  local_start timestamp not null,
  local_end timestamp not null check (local_end > local_start),
  -- RRULE value, or null: once. last_day bounds it for loading: null is for ever.
  rule text,
  last_day date,
  for_all_types boolean not null default true,
  primary key (practice_id, opening_id),
  foreign key (practice_id, practitioner_id) references practitioners on delete cascade
);
create index on openings (practice_id, practitioner_id, last_day);
call tenant_table('openings');

create table opening_types (
  practice_id uuid not null,
  opening_id uuid not null,
  type_id uuid not null,
  primary key (practice_id, opening_id, type_id),
  foreign key (practice_id, opening_id) references openings on delete cascade,
  foreign key (practice_id, type_id) references appointment_types on delete cascade
);
call tenant_table('opening_types');

-- One occurrence that was removed (no times) or changed.
create table opening_exceptions (
  practice_id uuid not null,
  opening_id uuid not null,
  occurrence timestamp not null,
  local_start timestamp,
  local_end timestamp,
  primary key (practice_id, opening_id, occurrence),
  foreign key (practice_id, opening_id) references openings on delete cascade,
  check ((local_start is null and local_end is null) or local_end > local_start)
);
call tenant_table('opening_exceptions');
