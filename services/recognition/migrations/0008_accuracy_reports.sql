-- migrate:up

-- What `presence evaluate` measured: figures alone, nobody's name. The newest few are kept.
create table accuracy_report (
    report_id uuid primary key,   -- drawn from the file's hash: the same file is the same report
    sha256 text not null unique,  -- of the file that was given
    measure_time timestamptz not null,
    add_time timestamptz not null,
    figures jsonb not null check (pg_column_size(figures) <= 2097152)
);
create index on accuracy_report (measure_time desc, report_id desc);

-- migrate:down

drop table accuracy_report;
