-- +goose Up
-- Human numbers of leads: <district>-<year>-<number>.
CREATE SEQUENCE lead_number;

-- A lead as intake knows it: what may travel of the complaint, and whose ticket it is. No personal data of a reporter.
CREATE TABLE lead (
    id text PRIMARY KEY,
    sender text NOT NULL,      -- name of the token
    source text NOT NULL,
    event text NOT NULL,       -- id of the complaint's event
    number text,               -- the sender's ticket
    matter json NOT NULL,      -- the newest version, masked
    received_at timestamptz NOT NULL
) WITH (toast_tuple_target = 8160);

-- Every event that a sender gave, once.
CREATE TABLE submission (
    source text NOT NULL,
    id text NOT NULL,
    type text NOT NULL,
    lead text NOT NULL,
    digest bytea NOT NULL,     -- of type, subject and canonical data
    at timestamptz NOT NULL,
    PRIMARY KEY (source, id)
);
CREATE INDEX submission_lead ON submission (lead);

CREATE TABLE ticket (
    source text NOT NULL,
    number text NOT NULL,
    lead text NOT NULL,
    PRIMARY KEY (source, number)
);
CREATE INDEX ticket_number ON ticket (number);

-- The bytes as they came. They may hold personal data and never leave this table.
CREATE TABLE raw (
    source text NOT NULL,
    id text NOT NULL,
    content_type text NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (source, id)
) WITH (toast_tuple_target = 8160);

-- Who reports. Personal data; nothing of it is in an event, a log or an answer.
CREATE TABLE reporter (
    source text NOT NULL,
    id text NOT NULL,
    lead text NOT NULL,
    name text NOT NULL,
    phone text NOT NULL,
    anonymous boolean NOT NULL,
    secret boolean NOT NULL,
    reply boolean NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (source, id)
);
CREATE INDEX reporter_lead ON reporter (lead);

-- What happened to the senders' tickets, in the order of routing's log: a cursor into it never misses a row.
CREATE TABLE ticket_update (
    sequence bigint NOT NULL,  -- of the routing event that said so
    sender text NOT NULL,
    lead text NOT NULL,
    kind text NOT NULL,
    department text,
    role text,
    reason text,
    explanation jsonb,
    at timestamptz NOT NULL,
    PRIMARY KEY (sender, sequence)
);
CREATE INDEX ticket_update_lead ON ticket_update (lead, sequence);

-- +goose Down
DROP TABLE ticket_update, reporter, raw, ticket, submission, lead;
DROP SEQUENCE lead_number;
