-- migrate:up

-- Whoever asks for a link is answered before the new people of an import, of whom there may be fifty thousand.
create index mail_requests_in_turn on mail_requests ((kind = 'activation'), request_id);

-- migrate:down
