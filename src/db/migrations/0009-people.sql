-- Getting in: codes beside links, passkeys, sessions that people can see and end, invitations, and practitioners who see their own.

-- One asking for a link: the link, and a code that only the browser which asked can use. Nobody's address leaves a row too, so that
-- a wrong code costs the same for known and unknown addresses.
alter table sign_in_tokens
  alter column user_id drop not null,
  add column browser_hash bytea unique,
  add column code_hash bytea,
  add column code_expires_at timestamptz,
  add column tries integer not null default 0;
create function add_sign_in_asking(token bytea, for_user uuid, expires timestamptz, browser bytea, code bytea, code_expires timestamptz)
returns void language sql security definer set search_path = public
as $$
  insert into sign_in_tokens (token_hash, user_id, expires_at, browser_hash, code_hash, code_expires_at)
  values (token, for_user, expires, browser, code, code_expires)
$$;

-- Every call counts as a try. The code and its link are used up together.
create function use_sign_in_code(browser bytea, code bytea, at timestamptz, most integer) returns uuid
language plpgsql security definer set search_path = public
as $$
declare found uuid;
begin
  update sign_in_tokens t
  set tries = t.tries + 1, used_at = case when t.code_hash = code and t.user_id is not null then at end
  where t.browser_hash = browser and t.used_at is null and t.code_expires_at > at and t.tries < most
  returning case when t.used_at is not null then t.user_id end into found;
  return found;
end $$;

-- Sessions.
drop function add_session(bytea, uuid, timestamptz, timestamptz);
drop function touch_session(bytea, timestamptz, interval);
alter table sessions
  add column session_id uuid not null default gen_random_uuid() unique,
  -- Such as "Firefox on Linux": so that people know their own again.
  add column device text not null default '',
  -- When a passkey was shown in this session, the second factor that a practice can ask for.
  add column passkey_at timestamptz,
  -- Chosen by those who work in several.
  add column practice_id uuid;
create index on sessions (user_id);

create function add_session(
  hash bytea, for_user uuid, at timestamptz, expires timestamptz, on_device text, by_passkey boolean, practice uuid
) returns void language sql security definer set search_path = public
as $$
  insert into sessions (session_hash, user_id, created_at, seen_at, expires_at, device, passkey_at, practice_id)
  values (hash, for_user, at, at, expires, on_device, case when by_passkey then at end, practice)
$$;

-- A live session, marked as seen; `idle` ends one that was not used for so long.
create function touch_session(hash bytea, at timestamptz, idle interval)
returns table (session_id uuid, user_id uuid, email text, passkey boolean, practice_id uuid)
language sql security definer set search_path = public
as $$
  update sessions s set seen_at = at from users u
  where s.session_hash = hash and s.expires_at > at and s.seen_at > at - idle and u.user_id = s.user_id
  returning s.session_id, u.user_id, u.email, s.passkey_at is not null, s.practice_id
$$;

create function sessions_of_user(wanted uuid, at timestamptz, idle interval)
returns table (session_id uuid, device text, created_at timestamptz, seen_at timestamptz)
language sql stable security definer set search_path = public
as $$
  select s.session_id, s.device, s.created_at, s.seen_at from sessions s
  where s.user_id = wanted and s.expires_at > at and s.seen_at > at - idle order by s.seen_at desc, s.session_id
$$;

create function end_session_of_user(owner uuid, session uuid) returns boolean
language sql security definer set search_path = public
as $$ with gone as (delete from sessions where user_id = owner and session_id = session returning 1) select exists (select from gone) $$;

create function end_other_sessions(owner uuid, kept uuid) returns integer
language sql security definer set search_path = public
as $$
  with gone as (delete from sessions where user_id = owner and session_id <> kept returning 1)
  select count(*)::integer from gone
$$;

create function choose_practice(session uuid, practice uuid) returns void
language sql security definer set search_path = public
as $$ update sessions set practice_id = practice where session_id = session $$;

create function passkey_shown(session uuid, at timestamptz) returns void
language sql security definer set search_path = public
as $$ update sessions set passkey_at = at where session_id = session $$;

-- Passkeys belong to a user, whichever practices that user works in.
create table passkeys (
  passkey_id uuid primary key,
  credential_id text not null unique,
  user_id uuid not null references users,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  name text not null check (length(name) between 1 and 100),
  created_at timestamptz not null,
  used_at timestamptz
);
create index on passkeys (user_id);

-- A challenge that was answered is not answered again. Challenges carry their own time and seal, so only used ones are kept.
create table used_challenges (
  challenge_hash bytea primary key,
  expires_at timestamptz not null
);

create function use_challenge(hash bytea, expires timestamptz) returns boolean
language sql security definer set search_path = public
as $$
  with used as (
    insert into used_challenges (challenge_hash, expires_at) values (hash, expires) on conflict do nothing returning 1)
  select exists (select from used)
$$;

create function add_passkey(
  id uuid, credential text, owner uuid, key bytea, uses bigint, ways text[], called text, at timestamptz
) returns boolean language sql security definer set search_path = public
as $$
  with added as (
    insert into passkeys (passkey_id, credential_id, user_id, public_key, counter, transports, name, created_at)
    values (id, credential, owner, key, uses, ways, called, at) on conflict (credential_id) do nothing returning 1)
  select exists (select from added)
$$;

create function passkeys_of_user(owner uuid)
returns table (passkey_id uuid, credential_id text, transports text[], name text, created_at timestamptz, used_at timestamptz)
language sql stable security definer set search_path = public
as $$
  select p.passkey_id, p.credential_id, p.transports, p.name, p.created_at, p.used_at from passkeys p
  where p.user_id = owner order by p.created_at, p.passkey_id
$$;

create function passkey_with(credential text)
returns table (user_id uuid, public_key bytea, counter bigint, transports text[])
language sql stable security definer set search_path = public
as $$ select p.user_id, p.public_key, p.counter, p.transports from passkeys p where p.credential_id = credential $$;

create function passkey_used(credential text, uses bigint, at timestamptz) returns void
language sql security definer set search_path = public
as $$ update passkeys set counter = greatest(counter, uses), used_at = at where credential_id = credential $$;

create function rename_passkey(owner uuid, id uuid, called text) returns boolean
language sql security definer set search_path = public
as $$
  with changed as (update passkeys set name = called where user_id = owner and passkey_id = id returning 1)
  select exists (select from changed)
$$;

-- With `keep_one` the last one stays. Removals of one user go one after the other.
create function remove_passkey(owner uuid, id uuid, keep_one boolean) returns boolean
language plpgsql security definer set search_path = public
as $$ begin
  perform 1 from users where user_id = owner for update;
  if keep_one and (select count(*) from passkeys where user_id = owner) < 2 then return false; end if;
  delete from passkeys where user_id = owner and passkey_id = id;
  return found;
end $$;

create function forget_passkeys(owner uuid) returns integer
language sql security definer set search_path = public
as $$
  with gone as (delete from passkeys where user_id = owner returning 1),
    out as (delete from sessions where user_id = owner returning 1)
  select count(*)::integer from gone
$$;

-- What the owner decides about people.
alter table practices
  add column require_passkey boolean not null default false,
  add column assistants_reserve boolean not null default false;

alter table memberships add constraint practitioners_have_a_calendar check (role <> 'practitioner' or practitioner_id is not null);

-- The people of the running transaction's practice, with their addresses.
create function members_of_practice()
returns table (user_id uuid, email text, role text, practitioner_id uuid, has_passkey boolean)
language sql stable security definer set search_path = public
as $$
  select u.user_id, u.email, m.role, m.practitioner_id, exists (select from passkeys p where p.user_id = u.user_id)
  from memberships m join users u on u.user_id = m.user_id
  where m.practice_id = current_practice() order by u.email_key
$$;

create function remove_member(member uuid) returns boolean
language plpgsql security definer set search_path = public
as $$ begin
  delete from memberships where practice_id = current_practice() and user_id = member;
  if not found then return false; end if;
  delete from membership_routes where practice_id = current_practice() and user_id = member;
  update sessions set practice_id = null where user_id = member and practice_id = current_practice();
  return true;
end $$;

-- Invitations: the link is derived from key, id and version, and routed by its hash; a new version ends the one before.
create table invitations (
  practice_id uuid not null references practices on delete cascade,
  invitation_id uuid not null,
  email text not null,
  email_key text not null,
  role text not null check (role in ('owner', 'practitioner', 'assistant')),
  practitioner_id uuid,
  invited_by uuid,
  link_key text not null,
  link_version integer not null default 1,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  withdrawn_at timestamptz,
  primary key (practice_id, invitation_id),
  foreign key (practice_id, practitioner_id) references practitioners,
  check (role <> 'practitioner' or practitioner_id is not null)
);
create unique index one_open_invitation on invitations (practice_id, email_key) where accepted_at is null and withdrawn_at is null;
call tenant_table('invitations');

-- The practitioner whose things alone the running transaction sees; null: everybody's.
create function current_practitioner() returns uuid
language sql stable parallel safe
as $$ select nullif(current_setting('openhours.practitioner', true), '')::uuid $$;

-- Restrictive: on top of the practice, for staff whose role is one practitioner's own calendar, openings and appointments.
-- In a subquery, so that it is asked once a query and not once a row.
create procedure own_rows(name regclass)
language plpgsql as $$ begin
  execute format('create policy own on %s as restrictive using ((select current_practitioner()) is null or practitioner_id = (select current_practitioner()))', name);
end $$;
call own_rows('practitioners');
call own_rows('openings');
call own_rows('connections');
call own_rows('calendars');
call own_rows('busy');
call own_rows('holds');
call own_rows('appointments');

-- Sweeping knows used challenges too.
create or replace function sweep_outside(expired timestamptz, told timestamptz)
returns table (links integer, sign_ins integer, sessions integer, jobs integer)
language sql security definer set search_path = public
as $$
  with l as (delete from token_routes where expires_at < expired returning 1),
    s as (delete from sign_in_tokens where expires_at < expired returning 1),
    o as (delete from sessions where expires_at < expired returning 1),
    c as (delete from used_challenges where expires_at < expired returning 1),
    j as (delete from outbox where done_at < told returning 1)
  select (select count(*) from l)::integer, (select count(*) from s)::integer, (select count(*) from o)::integer,
    (select count(*) from j)::integer
$$;
