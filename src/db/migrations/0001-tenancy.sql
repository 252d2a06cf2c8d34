-- Roles, the tenant setting, and the routing tables that are read before a practice is known.
create extension if not exists btree_gist;

-- The app connects as a login role that is a member of openhours_app; it owns nothing.
do $$ begin
  create role openhours_app nologin;
exception when duplicate_object or unique_violation then null; end $$;

revoke create on schema public from public;
grant usage on schema public to openhours_app;

-- The practice of the running transaction, or null: then every tenant table shows no row.
create function current_practice() returns uuid
language sql stable parallel safe
as $$ select nullif(current_setting('openhours.practice', true), '')::uuid $$;

-- Called at the end of each tenant table's definition: RLS on, forced on the owner too, one policy.
create procedure tenant_table(name regclass, privileges text default 'select, insert, update, delete')
language plpgsql as $$ begin
  execute format('alter table %s enable row level security', name);
  execute format('alter table %s force row level security', name);
  execute format('create policy tenant on %s using (practice_id = current_practice()) with check (practice_id = current_practice())', name);
  execute format('grant %s on %s to openhours_app', privileges, name);
end $$;

-- One row: what belongs to the installation and to no practice.
create table installation (
  only_row boolean primary key default true check (only_row),
  setup_token_hash bytea,
  setup_finished_at timestamptz,
  -- Mail server of the set-up pages, sealed; the environment's SMTP_URL goes before it.
  smtp_url_sealed bytea,
  mail_from text,
  created_at timestamptz not null default now()
);
insert into installation default values;
grant select, update on installation to openhours_app;

-- Routing: slug of a booking link → practice. No personal data, no row-level security, reached by functions only.
create table practice_routes (
  slug text primary key check (slug ~ '^[a-z0-9](-?[a-z0-9])*$' and length(slug) <= 63),
  practice_id uuid not null unique
);

-- Routing: hash of a secret → practice and what the secret opens. Purposes: manage, feed-full, feed-busy, my-appointments,
-- personal (a link that offers types kept to existing patients), api-key.
create table token_routes (
  token_hash bytea primary key check (length(token_hash) = 32),
  practice_id uuid not null,
  purpose text not null,
  subject_id uuid not null,
  expires_at timestamptz
);
create index on token_routes (practice_id);

create function practice_of_slug(wanted text) returns uuid
language sql stable security definer set search_path = public
as $$ select practice_id from practice_routes where slug = wanted $$;

create function route_slug(wanted text, practice uuid) returns boolean
language sql security definer set search_path = public
as $$
  insert into practice_routes (slug, practice_id) values (wanted, practice)
  on conflict (practice_id) do update set slug = excluded.slug
  returning true
$$;

create function token_route(hash bytea, wanted_purpose text, at timestamptz)
returns table (practice_id uuid, subject_id uuid)
language sql stable security definer set search_path = public
as $$
  select r.practice_id, r.subject_id from token_routes r
  where r.token_hash = hash and r.purpose = wanted_purpose and (r.expires_at is null or r.expires_at > at)
$$;

-- Only for the practice of the running transaction.
create function route_token(hash bytea, wanted_purpose text, subject uuid, expires timestamptz) returns void
language sql security definer set search_path = public
as $$
  insert into token_routes (token_hash, practice_id, purpose, subject_id, expires_at)
  values (hash, current_practice(), wanted_purpose, subject, expires)
  on conflict (token_hash) do update set expires_at = excluded.expires_at
  where token_routes.practice_id = current_practice()
$$;

create function unroute_tokens(wanted_purpose text, subject uuid) returns void
language sql security definer set search_path = public
as $$ delete from token_routes where practice_id = current_practice() and purpose = wanted_purpose and subject_id = subject $$;

-- Every practice, for jobs that visit each in turn (retention, checks). Ids only.
create function practice_ids() returns setof uuid
language sql stable security definer set search_path = public
as $$ select practice_id from practice_routes order by practice_id $$;
