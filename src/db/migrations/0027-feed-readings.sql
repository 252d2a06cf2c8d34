-- A calendar app that reads a feed with names or initials in it is in the audit log, by the feed whose address it knows.
alter table audit drop constraint audit_actor_kind_check;
alter table audit add constraint audit_actor_kind_check check (actor_kind in ('patient', 'staff', 'api', 'feed', 'system'));
