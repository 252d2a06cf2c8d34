-- Users, memberships, sessions, API keys. Users belong to no practice (a person may work in two), so they are reached by functions.
create table users (
  user_id uuid primary key,
  email_key text not null unique,
  email text not null,
  created_at timestamptz not null
);

create table memberships (
  practice_id uuid not null references practices on delete cascade,
  user_id uuid not null references users,
  role text not null check (role in ('owner', 'practitioner', 'assistant')),
  practitioner_id uuid,
  primary key (practice_id, user_id),
  foreign key (practice_id, practitioner_id) references practitioners
);
call tenant_table('memberships');

-- Routing: which practices a user works in.
create table membership_routes (
  user_id uuid not null references users,
  practice_id uuid not null,
  primary key (user_id, practice_id)
);

create table sign_in_tokens (
  token_hash bytea primary key,
  user_id uuid not null references users,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table sessions (
  session_hash bytea primary key,
  user_id uuid not null references users,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null
);

create table api_keys (
  practice_id uuid not null references practices on delete cascade,
  key_id uuid not null,
  name text not null,
  created_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz,
  primary key (practice_id, key_id)
);
call tenant_table('api_keys');

create function user_with_email(wanted text) returns table (user_id uuid, email text)
language sql stable security definer set search_path = public
as $$ select u.user_id, u.email from users u where u.email_key = wanted $$;

-- Adds the person to the practice of the running transaction, making the user if the address is new.
create function add_member(id uuid, typed_email text, wanted_email_key text, wanted_role text, practitioner uuid, at timestamptz)
returns uuid language plpgsql security definer set search_path = public
as $$
declare found uuid;
begin
  insert into users (user_id, email_key, email, created_at) values (id, wanted_email_key, typed_email, at)
  on conflict (email_key) do nothing;
  select u.user_id into found from users u where u.email_key = wanted_email_key;
  insert into membership_routes (user_id, practice_id) values (found, current_practice()) on conflict do nothing;
  insert into memberships (practice_id, user_id, role, practitioner_id)
  values (current_practice(), found, wanted_role, practitioner)
  on conflict (practice_id, user_id) do update set role = excluded.role, practitioner_id = excluded.practitioner_id;
  return found;
end $$;

create function practices_of_user(wanted uuid) returns setof uuid
language sql stable security definer set search_path = public
as $$ select practice_id from membership_routes where user_id = wanted order by practice_id $$;

create function add_sign_in_token(hash bytea, for_user uuid, expires timestamptz) returns void
language sql security definer set search_path = public
as $$ insert into sign_in_tokens (token_hash, user_id, expires_at) values (hash, for_user, expires) $$;

-- Single use: the second caller gets no row.
create function use_sign_in_token(hash bytea, at timestamptz) returns uuid
language sql security definer set search_path = public
as $$
  update sign_in_tokens set used_at = at where token_hash = hash and used_at is null and expires_at > at returning user_id
$$;

create function add_session(hash bytea, for_user uuid, at timestamptz, expires timestamptz) returns void
language sql security definer set search_path = public
as $$ insert into sessions (session_hash, user_id, created_at, seen_at, expires_at) values (hash, for_user, at, at, expires) $$;

-- A live session, marked as seen; `idle` ends one that was not used for so long.
create function touch_session(hash bytea, at timestamptz, idle interval) returns table (user_id uuid, email text)
language sql security definer set search_path = public
as $$
  update sessions s set seen_at = at from users u
  where s.session_hash = hash and s.expires_at > at and s.seen_at > at - idle and u.user_id = s.user_id
  returning u.user_id, u.email
$$;

create function end_session(hash bytea) returns void
language sql security definer set search_path = public
as $$ delete from sessions where session_hash = hash $$;
