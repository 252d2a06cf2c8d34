-- The mail of an invitation, kept where there is no mail server, goes with the invitation: its link lets somebody in.
alter table kept_mails
  add column invitation_id uuid,
  add foreign key (practice_id, invitation_id) references invitations on delete cascade;

