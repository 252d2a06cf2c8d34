-- Feeds: as many as are wanted for each practitioner, each with what it may show. An address is derived from purpose, id, key and
-- version and found through token_routes under purpose and id; those made before keep the purpose and id that they were made from.
create table feeds (
  practice_id uuid not null,
  feed_id uuid not null,
  practitioner_id uuid not null,
  name text not null check (length(name) between 1 and 100),
  level text not null check (level in ('busy', 'initials', 'full')),
  link_purpose text not null default 'feed' check (link_purpose in ('feed', 'feed-full', 'feed-busy')),
  link_id uuid not null,
  link_key text not null,
  link_version integer not null default 1,
  created_at timestamptz not null,
  primary key (practice_id, feed_id),
  unique (practice_id, link_purpose, link_id),
  foreign key (practice_id, practitioner_id) references practitioners on delete cascade
);
create index on feeds (practice_id, practitioner_id);
call tenant_table('feeds');
call own_rows('feeds');

-- Row-level security holds here too: practice by practice.
do $$
declare practice uuid;
begin
  for practice in select practice_id from practice_routes loop
    perform set_config('openhours.practice', practice::text, true);
    insert into feeds (practice_id, feed_id, practitioner_id, name, level, link_purpose, link_id, link_key, link_version, created_at)
    select p.practice_id, gen_random_uuid(), p.practitioner_id, f.name, f.level, 'feed-' || f.level, p.practitioner_id, p.feed_key,
      case f.level when 'full' then p.feed_full_version else p.feed_busy_version end, s.created_at
    from practitioners p join practices s using (practice_id)
    cross join (values ('Appointments', 'full'), ('Busy times', 'busy')) f (name, level);
  end loop;
  perform set_config('openhours.practice', '', true);
end $$;

-- What they were derived from before stands in `feeds`.
alter table practitioners alter column feed_key set default '';
