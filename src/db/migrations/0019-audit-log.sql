-- The audit log is read by the owner: newest first, what one person did, what happened to one thing.
create index on audit (practice_id, actor_id, audit_id);
create index on audit (practice_id, subject_id, audit_id);

-- Addresses of those who did something in the practice, also of those who work there no more. No others are answered.
create function people_of_audit(wanted text[]) returns table (user_id uuid, email text)
language sql stable security definer set search_path = public
as $$
  select u.user_id, u.email from users u
  where u.user_id::text = any (wanted)
    and exists (select from audit a where a.practice_id = current_practice() and a.actor_id = u.user_id::text)
$$;
