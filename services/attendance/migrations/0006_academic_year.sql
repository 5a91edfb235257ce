-- migrate:up

-- What a day means here. One row; the names of time zones are PostgreSQL's and Python's alike.
create table institution (
    only_row boolean primary key default true check (only_row),
    name text not null default '' check (char_length(name) <= 200),
    time_zone text not null default 'UTC',
    weekend_days smallint[] not null default '{6,7}' check (weekend_days <@ '{1,2,3,4,5,6,7}'),
    language text not null default 'en' check (language in ('en', 'ne')),
    open_before interval not null default '5 minutes' check (open_before between '0' and '1 hour'),
    revision bigint not null default 1
);
insert into institution default values;

-- The institution's day of a moment.
create function institution_day(moment timestamptz) returns date language sql stable as $$
    select (moment at time zone time_zone)::date from institution
$$;

-- migrate:down
