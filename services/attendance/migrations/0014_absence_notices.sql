-- migrate:up

-- Being marked absent in a class is told too: once for each class, however often the mark changes.
alter table notice drop constraint notice_rule_check;
alter table notice
    add column session_id uuid references session on delete cascade,
    add constraint notice_rule_check check (rule in ('rate_below', 'absences_in_a_row', 'marked_absent')),
    add constraint notice_of_a_session check ((rule = 'marked_absent') = (session_id is not null));
create index notice_of_session on notice (session_id) where session_id is not null;

-- migrate:down

delete from notice where rule = 'marked_absent';
alter table notice drop constraint notice_of_a_session, drop constraint notice_rule_check, drop column session_id;
alter table notice add constraint notice_rule_check check (rule in ('rate_below', 'absences_in_a_row'));
