-- Connections to calendar providers, their calendars, and the busy time read from them. Of a foreign event only its time, kind,
-- and an opaque key are kept.
create table connections (
  practice_id uuid not null,
  connection_id uuid not null,
  practitioner_id uuid not null,
  kind text not null check (kind in ('ics', 'google', 'outlook', 'caldav')),
  label text not null default '',
  -- Credentials or feed address: AES-256-GCM, the row's identity as associated data; the key id leads the bytes.
  sealed bytea not null,
  -- What the desk shows of an address without opening it: host only.
  masked text not null default '',
  status text not null default 'ok' check (status in ('ok', 'reconnect', 'gone')),
  created_at timestamptz not null,
  primary key (practice_id, connection_id),
  foreign key (practice_id, practitioner_id) references practitioners on delete cascade
);
call tenant_table('connections');

create table calendars (
  practice_id uuid not null,
  calendar_id uuid not null,
  connection_id uuid not null,
  practitioner_id uuid not null,
  -- The provider's id for it; empty for a feed, which is one calendar.
  external_id text not null default '',
  name text not null default '',
  blocks boolean not null default true,
  receives boolean not null default false,
  defines_openings boolean not null default false,
  privacy text not null default 'busy' check (privacy in ('busy', 'initials', 'name')),
  -- domain BusyRules as JSON
  rules jsonb not null default '{"tentative":true,"allDay":true,"free":false,"oof":true,"elsewhere":false}',
  -- The provider's own position, opaque: a sync token, or etag and content hash of a feed.
  cursor text,
  covered tstzrange,
  uncertain tstzmultirange not null default '{}',
  -- Last good reading and last try.
  read_at timestamptz,
  tried_at timestamptz,
  failures integer not null default 0,
  -- Readings in a row that were suddenly empty, and since when: believed only when repeated (failures E04).
  doubted_readings integer not null default 0,
  doubted_at timestamptz,
  -- A sentence for the practitioner, or null when the last try went well.
  problem text,
  warnings jsonb not null default '[]',
  primary key (practice_id, calendar_id),
  foreign key (practice_id, connection_id) references connections on delete cascade,
  foreign key (practice_id, practitioner_id) references practitioners on delete cascade
);
create index on calendars (practice_id, practitioner_id);
call tenant_table('calendars');

create table busy (
  practice_id uuid not null,
  calendar_id uuid not null,
  practitioner_id uuid not null,
  -- The instance's key in its calendar: hash of UID and recurrence id.
  key text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  kind text not null check (kind in ('busy', 'tentative', 'free', 'oof', 'elsewhere')),
  all_day boolean not null default false,
  -- Set when the event is one of ours: never counted twice.
  appointment_id uuid,
  primary key (practice_id, calendar_id, key),
  foreign key (practice_id, calendar_id) references calendars on delete cascade
);
create index on busy (practice_id, practitioner_id, ends_at);
call tenant_table('busy');

-- Routing: which calendar is due when. No personal data.
create table due_calendars (
  calendar_id uuid primary key,
  practice_id uuid not null,
  due_at timestamptz not null,
  lease_until timestamptz
);
create index on due_calendars (due_at);

create function calendar_due(calendar uuid, due timestamptz) returns void
language sql security definer set search_path = public
as $$
  insert into due_calendars (calendar_id, practice_id, due_at) values (calendar, current_practice(), due)
  on conflict (calendar_id) do update set due_at = excluded.due_at, lease_until = null
  where due_calendars.practice_id = current_practice()
$$;

create function calendar_forgotten(calendar uuid) returns void
language sql security definer set search_path = public
as $$ delete from due_calendars where calendar_id = calendar and practice_id = current_practice() $$;

-- Takes up to `most` due calendars for `lease`; another worker may take them again when the lease is over.
create function claim_calendars(at timestamptz, lease interval, most integer)
returns table (calendar_id uuid, practice_id uuid)
language sql security definer set search_path = public
as $$
  update due_calendars d set lease_until = at + lease
  where d.calendar_id in (
    select c.calendar_id from due_calendars c
    where c.due_at <= at and (c.lease_until is null or c.lease_until <= at)
    order by c.due_at limit most for update skip locked)
  returning d.calendar_id, d.practice_id
$$;
