-- The audit log is chained by hashes afterwards, so that no booking waits for another's line: a job takes the lines that are there
-- and links each to the one before it. The hashes are made with SECRET_KEY, which the database does not have.
create table audit_chain (
  practice_id uuid not null references practices on delete cascade,
  position bigint not null check (position > 0),
  audit_id bigint not null,
  key_id text not null,
  hash text not null,
  linked_at timestamptz not null,
  -- Two processes that link at once want the same place: one of them gives way.
  primary key (practice_id, position),
  unique (practice_id, audit_id),
  foreign key (practice_id, audit_id) references audit
);
call tenant_table('audit_chain', 'select, insert');

-- Routing: lines that wait to be linked. Ids only, no row-level security, reached by functions.
create table audit_unlinked (
  practice_id uuid not null,
  audit_id bigint not null,
  primary key (practice_id, audit_id)
);

-- In the statement that adds the line.
create function audit_added(line bigint) returns void
language sql security definer set search_path = public
as $$ insert into audit_unlinked (practice_id, audit_id) values (current_practice(), line) on conflict do nothing $$;

create function practices_with_unlinked(most integer) returns setof uuid
language sql stable security definer set search_path = public
as $$ select distinct practice_id from audit_unlinked limit most $$;

create function unlinked_lines(most integer) returns setof bigint
language sql stable security definer set search_path = public
as $$ select audit_id from audit_unlinked where practice_id = current_practice() order by audit_id limit most $$;

create function lines_linked(lines bigint[]) returns void
language sql security definer set search_path = public
as $$ delete from audit_unlinked where practice_id = current_practice() and audit_id = any (lines) $$;

-- Those from before. Row-level security holds here too: practice by practice.
do $$
declare practice uuid;
begin
  for practice in select practice_id from practice_routes loop
    perform set_config('openhours.practice', practice::text, true);
    insert into audit_unlinked (practice_id, audit_id) select practice_id, audit_id from audit;
  end loop;
  perform set_config('openhours.practice', '', true);
end $$;
