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

-- Submissions that are known from the log alone, which came back after the database was restored from an older copy. Insert only.
CREATE TABLE came_back (
    mark text PRIMARY KEY,     -- digest of source and id
    lead text NOT NULL
);

CREATE TABLE ticket (
    source text NOT NULL,
    number text NOT NULL,
    lead text NOT NULL,
    PRIMARY KEY (source, number)
);
CREATE INDEX ticket_number ON ticket (number);

-- Codes by which reporters follow their reports: digests alone, a row for each issue. The newest of a lead counts. Insert only.
CREATE TABLE receipt (
    digest bytea PRIMARY KEY,  -- SHA-256 of the code's canonical form
    lead text NOT NULL,
    issue integer NOT NULL,    -- from 1, which is given with the lead
    sender text NOT NULL,      -- name of the token that was given it
    at timestamptz NOT NULL
);
-- Few leads have a second one: the first costs one index.
CREATE UNIQUE INDEX receipt_again ON receipt (lead, issue) WHERE issue > 1;

-- What reporters answered by their codes: of each end of a lead once, and once more to ask for a redo. Insert only.
CREATE TABLE rating (
    lead text NOT NULL,
    ended bigint NOT NULL,     -- the update that told the end
    redo boolean NOT NULL,
    responded text NOT NULL,
    solved text NOT NULL,
    satisfied text NOT NULL,
    note text NOT NULL,        -- masked
    at timestamptz NOT NULL,
    PRIMARY KEY (lead, ended, redo)
);

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

-- Where each lead, or part of one, is: as routing said last.
CREATE TABLE standing (
    lead text PRIMARY KEY,
    whole text NOT NULL,       -- the lead that it is a part of, or itself
    record integer NOT NULL,   -- number of the newest record that is known
    holder text NOT NULL,      -- who is answerable by it; empty once it has ended
    department text NOT NULL,  -- which held it last
    offered text NOT NULL,     -- who was asked to lead and has not signed
    offered_record integer NOT NULL,
    assisting text[] NOT NULL, -- who was asked to assist and still owes something
    since timestamptz NOT NULL, -- since when the holder has it
    dues jsonb,                -- what is due when
    category text NOT NULL,    -- what it is about, as decided last
    appeal text NOT NULL       -- of a part: 投诉 or 举报
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX standing_part ON standing (whole) WHERE whole <> lead;

-- Which leads go on in others, or did: all their reporters are told what becomes of those.
CREATE TABLE fold (
    lead text NOT NULL,
    record integer NOT NULL,   -- of the lead's chain, that began it
    into_lead text NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz,
    PRIMARY KEY (lead, record),
    CHECK (lead <> into_lead)
);
CREATE UNIQUE INDEX fold_lasting ON fold (lead) WHERE until IS NULL;
CREATE INDEX fold_into ON fold (into_lead) WHERE until IS NULL;

-- What happened to the senders' tickets. Rows are written in order of routing's log, by one transaction after another, because each locks
-- the floor of routing: so n rises in the order of commits, and a cursor into it never misses a row.
CREATE TABLE ticket_update (
    n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sequence bigint NOT NULL,  -- of the routing event that said so
    record integer NOT NULL,   -- of the chain that it is about
    sender text NOT NULL,
    lead text NOT NULL,        -- that of the ticket
    about text NOT NULL,       -- the lead that it goes on in, or itself
    part text NOT NULL,        -- of that; empty when it is about all of it
    kind text NOT NULL,
    department text NOT NULL,
    role text NOT NULL,
    reason text NOT NULL,
    said text NOT NULL,        -- what the reporter is told or asked
    into_lead text NOT NULL,
    due timestamptz,
    left_open integer NOT NULL,
    parts jsonb,
    verdicts jsonb,
    explanation jsonb,
    at timestamptz NOT NULL,
    UNIQUE (lead, about, part, record, kind) -- routing says a record again to everybody who owes something
);
CREATE INDEX ticket_update_sender ON ticket_update (sender, n);
CREATE INDEX ticket_update_lead ON ticket_update (lead, n);

-- Who must be told what by when, towards the senders and the reporters of tickets. A duty keeps the rule under which it arose.
CREATE TABLE reply (
    n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rule text NOT NULL,
    sender text NOT NULL,
    lead text NOT NULL,        -- that of the ticket
    number text NOT NULL,
    about text NOT NULL,       -- of the update that it arose from: the lead that the ticket goes on in, or itself
    part text NOT NULL,
    record integer NOT NULL,
    kind text NOT NULL,
    department text NOT NULL,
    recipient text NOT NULL CHECK (recipient IN ('sender', 'reporter')),
    awaits text[] NOT NULL,    -- kinds of updates that answer it
    answer bigint,             -- the update that must be told; null while it is awaited
    ends text[] NOT NULL,      -- how it can end
    since timestamptz NOT NULL,
    due timestamptz NOT NULL,
    provisional boolean NOT NULL,
    call text,                 -- id of the call about it
    done_at timestamptz,
    how text,
    CHECK ((done_at IS NULL) = (how IS NULL)),
    UNIQUE (lead, about, part, record, kind, rule)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX reply_sender ON reply (sender, n);
CREATE INDEX reply_open ON reply (lead) WHERE done_at IS NULL;
CREATE INDEX reply_unread ON reply (sender, answer) WHERE done_at IS NULL;
CREATE INDEX reply_due ON reply (due, n) WHERE done_at IS NULL;
CREATE INDEX reply_number ON reply (n) WHERE done_at IS NULL;
CREATE INDEX reply_call ON reply (call) WHERE done_at IS NULL AND call IS NOT NULL;
CREATE INDEX reply_answer ON reply (answer) WHERE done_at IS NULL;

-- What senders said of having told reporters. Insert only.
CREATE TABLE reply_told (
    n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sender text NOT NULL,
    lead text NOT NULL,
    answer bigint NOT NULL,    -- told up to this update
    how text NOT NULL,         -- phone, message, app, in-person or written
    told_at timestamptz NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX reply_told_lead ON reply_told (lead, n);

-- Who read, or wanted to read, who reported. What was read is not in it. Insert only.
CREATE TABLE reporter_read (
    n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    lead text NOT NULL,
    about text NOT NULL,       -- the lead, or part, that was asked for
    department text NOT NULL,  -- name of the token
    officer text NOT NULL,
    purpose text NOT NULL,
    granted boolean NOT NULL,
    reason text NOT NULL,      -- why, as a code
    at timestamptz NOT NULL
);
CREATE INDEX reporter_read_lead ON reporter_read (lead, n);

-- +goose Down
DROP TABLE reply, reply_told, receipt, rating, reporter_read, ticket_update, fold, standing, reporter, raw, ticket, came_back, submission, lead;
DROP SEQUENCE lead_number;
