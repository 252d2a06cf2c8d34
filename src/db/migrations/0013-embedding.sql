-- Websites that may show the booking page in a frame: their origins, such as https://www.example.org. None at first. Beside the
-- slug, since every answer below a booking link names them, also where no row of the practice is read. No personal data.
alter table practice_routes add column embed_origins text[] not null default '{}';

create function embed_origins_of_slug(wanted text) returns text[]
language sql stable security definer set search_path = public
as $$ select embed_origins from practice_routes where slug = wanted $$;

-- Behind an appointment's own link one page may be framed: the confirmation.
create function embed_origins_of_manage_link(hash bytea) returns text[]
language sql stable security definer set search_path = public
as $$
  select p.embed_origins from token_routes t join practice_routes p using (practice_id)
  where t.token_hash = hash and t.purpose = 'manage'
$$;

-- Only for the practice of the running transaction.
create function set_embed_origins(origins text[]) returns void
language sql security definer set search_path = public
as $$ update practice_routes set embed_origins = origins where practice_id = current_practice() $$;
