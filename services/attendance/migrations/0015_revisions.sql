-- migrate:up

-- How often each was changed: whoever changes it says what they looked at, and overwrites nothing they have not seen.
alter table course add column revision bigint not null default 1;
alter table room add column revision bigint not null default 1;
alter table camera add column revision bigint not null default 1;
alter table term add column revision bigint not null default 1;
alter table holiday add column revision bigint not null default 1;
alter table student_group add column revision bigint not null default 1;
-- 1 is that of rules nobody has set.
alter table check_in_rules add column revision bigint not null default 2;

-- migrate:down

alter table check_in_rules drop column revision;
alter table student_group drop column revision;
alter table holiday drop column revision;
alter table term drop column revision;
alter table camera drop column revision;
alter table room drop column revision;
alter table course drop column revision;
