-- migrate:up

-- Once a session is closed and all has arrived: a digest of the sightings that the mark rests on, which its last entry
-- of the ledger holds as well. With it the entry's last sighting and minutes are the mark's, to the microsecond.
alter table mark add column seal bytea check (octet_length(seal) = 32);

-- Sessions that were closed before marks were sealed. The service seals them as it finds them, one after the other.
create table session_to_seal (
    session_id uuid primary key references session
);
insert into session_to_seal select session_id from session where end_time is not null;

-- migrate:down

drop table session_to_seal;
alter table mark drop column seal;
