-- Accounts that events are written into, what stands there, and what its owner did to it.

alter table connections
  -- Which account it is, as the provider names it: shown, and compared when somebody connects again.
  add column account text not null default '',
  -- A short-lived token, sealed, and until when it opens.
  add column token_sealed bytea,
  add column token_until timestamptz,
  -- One worker at a time asks for a new token; the others wait and look again.
  add column refreshing_until timestamptz,
  -- The provider asked to be left alone until then.
  add column quiet_until timestamptz;

alter table calendars
  add column writable boolean not null default false,
  -- Why nothing can be written into it: a sentence for the practitioner.
  add column write_problem text,
  -- Last time that all that we believe to be in it was looked up there.
  add column reconciled_at timestamptz;

-- A provider says what changed by event: an opaque key, the same for all occurrences of one event.
alter table busy add column event text not null default '';
create index on busy (practice_id, calendar_id, event);
create index on busy (practice_id, appointment_id) where appointment_id is not null;

alter table written_events
  -- When, and at which time, it was last written.
  add column starts_at timestamptz not null,
  add column ends_at timestamptz not null,
  add column written_at timestamptz not null,
  add foreign key (practice_id, calendar_id) references calendars on delete cascade;

-- Our event is not where it was put: the practitioner is asked once which of the two is meant. Both times stay taken until then.
create table calendar_questions (
  practice_id uuid not null,
  question_id uuid not null,
  practitioner_id uuid not null,
  appointment_id uuid not null,
  calendar_id uuid not null,
  kind text not null check (kind in ('moved', 'removed')),
  -- Where the calendar has it now; null when it was removed.
  starts_at timestamptz,
  ends_at timestamptz,
  -- The appointment as it was when asked.
  revision integer not null,
  asked_at timestamptz not null,
  settled_at timestamptz,
  -- `overtaken`: the appointment changed, or the event went back by itself.
  answer text check (answer in ('follow', 'restore', 'overtaken')),
  primary key (practice_id, question_id),
  foreign key (practice_id, appointment_id) references appointments on delete cascade,
  foreign key (practice_id, calendar_id) references calendars on delete cascade,
  check ((settled_at is null) = (answer is null)),
  check ((kind = 'moved') = (starts_at is not null and ends_at is not null))
);
create unique index one_open_question on calendar_questions (practice_id, appointment_id, calendar_id) where settled_at is null;
call tenant_table('calendar_questions');
call own_rows('calendar_questions');

-- Being told of changes: one row for each channel that a provider holds for us. Routing, so that a notice is found before its
-- practice is known; only the hash of its secret is kept.
alter table due_calendars add column pushed_at timestamptz;
create table push_channels (
  channel_id text primary key,
  practice_id uuid not null,
  calendar_id uuid not null,
  resource text,
  secret_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index on push_channels (calendar_id);

create function push_channel_add(channel text, calendar uuid, at_resource text, secret bytea, at timestamptz, expires timestamptz)
returns void language sql security definer set search_path = public
as $$
  insert into push_channels (channel_id, practice_id, calendar_id, resource, secret_hash, created_at, expires_at)
  values (channel, current_practice(), calendar, at_resource, secret, at, expires)
$$;

create function push_channels_of(calendar uuid)
returns table (channel_id text, resource text, created_at timestamptz, expires_at timestamptz)
language sql stable security definer set search_path = public
as $$
  select c.channel_id, c.resource, c.created_at, c.expires_at from push_channels c
  where c.calendar_id = calendar and c.practice_id = current_practice() order by c.expires_at
$$;

create function push_channel_gone(channel text) returns void
language sql security definer set search_path = public
as $$ delete from push_channels where channel_id = channel and practice_id = current_practice() $$;

-- A notice that names a channel and its secret makes the calendar due; how many seconds apart repeats are taken is the caller's.
-- False when there is no such channel, or the secret is another.
create function push_notice(channel text, secret bytea, at timestamptz, apart interval) returns boolean
language sql security definer set search_path = public
as $$
  with known as (
    select c.calendar_id from push_channels c
    where c.channel_id = channel and c.secret_hash = secret and c.expires_at > at),
  told as (
    update due_calendars d set due_at = least(d.due_at, greatest(at, coalesce(d.pushed_at, '-infinity') + apart)), pushed_at = at
    from known k where d.calendar_id = k.calendar_id returning 1)
  select exists (select from known)
$$;
