-- +goose Up
-- Where every lead is and why.
CREATE TABLE lead (
    id text PRIMARY KEY,
    sender text NOT NULL,
    number text NOT NULL,
    state text NOT NULL CHECK (state IN ('desk', 'dispatched', 'signed', 'disputed', 'submitted', 'lettered', 'declined', 'closed', 'archived', 'merged')),
    holder text NOT NULL,
    category text NOT NULL,
    urgency text NOT NULL,
    channel text NOT NULL,
    street text NOT NULL,
    grid text NOT NULL,
    not_ours smallint NOT NULL,              -- how often it was said not to be theirs
    escalated boolean NOT NULL,              -- the taskforce must do something about it
    whole text,                              -- the lead that it is a part of
    last integer NOT NULL CHECK (last > 0),  -- number of the newest record
    received_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    trace_parent text NOT NULL,
    decision json NOT NULL,
    matter json NOT NULL,                    -- masked by intake
    supplements json NOT NULL,
    standing json NOT NULL,                  -- what the protocol remembers besides
    CHECK ((holder = '') = (state IN ('declined', 'closed', 'archived', 'merged')))
) WITH (toast_tuple_target = 8160, fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX lead_holder ON lead (holder, id);
CREATE INDEX lead_number ON lead (number) WHERE number <> '';
CREATE INDEX lead_received ON lead USING brin (received_at);
CREATE INDEX lead_taskforce ON lead (id) WHERE escalated OR state = 'disputed';
CREATE INDEX lead_bounced ON lead (not_ours, id) WHERE not_ours > 0;

-- What each department, or unit that assists, was asked to do with a lead.
CREATE TABLE duty (
    lead text NOT NULL,
    department text NOT NULL,
    role text NOT NULL CHECK (role IN ('lead', 'assist')),
    state text NOT NULL CHECK (state IN ('sent', 'signed', 'return-asked', 'submitted', 'following', 'done', 'ended')),
    unit text NOT NULL,                      -- who has it inside
    person text NOT NULL,
    task text NOT NULL,
    return_by timestamptz,
    PRIMARY KEY (lead, department)
) WITH (autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX duty_open ON duty (department, lead) WHERE state IN ('sent', 'signed', 'return-asked', 'submitted');
-- One holder, and one open offer, at every instant.
CREATE UNIQUE INDEX duty_one_holder ON duty (lead) WHERE role = 'lead' AND state IN ('signed', 'return-asked', 'submitted');
CREATE UNIQUE INDEX duty_one_offer ON duty (lead) WHERE role = 'lead' AND state = 'sent';

-- The chain of each lead. Insert only.
CREATE TABLE record (
    lead text NOT NULL,
    no integer NOT NULL CHECK (no > 0),
    kind text NOT NULL,
    at timestamptz NOT NULL,
    data json NOT NULL,                      -- the bytes whose digest the next record names
    PRIMARY KEY (lead, no)
);
-- What is counted of the chain; the mass of records is not in it.
CREATE INDEX record_counted ON record (kind, at) WHERE kind IN ('return-asked', 'return-refused', 'returned', 'rejected', 'transferred', 'referred',
    'disputed', 'designated', 'provisional', 'reviewed', 'approved', 'filed', 'not-filed', 'double-filing', 'redone', 'revisited', 'done', 'escalated',
    'supervised', 'merged', 'extended');
-- Everything, by month: the chain is never changed, so that where a row lies says when it was written.
CREATE INDEX record_at ON record USING brin (at);
-- What rested and goes on, and who filed a case: few leads.
CREATE INDEX record_resumed ON record (lead, no) WHERE kind IN ('resumed', 'reworked', 'supplemented', 'unmerged');
CREATE INDEX record_case ON record (lead, no) WHERE kind = 'filed' OR kind = 'fedback' AND data->>'reason' = 'filed';

-- Deadlines, earliest first.
CREATE TABLE clock (
    lead text NOT NULL,
    record integer NOT NULL,                 -- the record that started it
    place smallint NOT NULL,                 -- among those that this record started
    id text NOT NULL,                        -- entry of the catalogue
    step text NOT NULL,
    against text NOT NULL,
    counted_from timestamptz NOT NULL,
    counted text NOT NULL,                   -- such as 5 WD; empty where somebody set the date
    due timestamptz NOT NULL,
    provisional boolean NOT NULL,
    calendar text NOT NULL,
    level text NOT NULL CHECK (level IN ('green', 'yellow', 'orange', 'red', 'escalated')),
    next_at timestamptz,                     -- when it becomes more pressing
    paused_at timestamptz,
    ended_at timestamptz,
    extended smallint NOT NULL,
    role text NOT NULL,                      -- of the duty that it runs for, or empty
    began_at timestamptz NOT NULL,
    rested interval NOT NULL,
    ending text CHECK (ending IN ('met', 'lapsed', 'withdrawn')),
    CHECK ((ended_at IS NULL) = (ending IS NULL)),
    PRIMARY KEY (lead, record, place)
) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX clock_next ON clock (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX clock_late ON clock (against, due) WHERE ended_at IS NULL AND paused_at IS NULL;
-- What was due, began, ended or rests in a period.
CREATE INDEX clock_period ON clock USING brin (due, began_at, ended_at, paused_at) WITH (pages_per_range = 32);
CREATE INDEX clock_provisional ON clock (calendar) WHERE provisional AND ended_at IS NULL AND paused_at IS NULL;

-- Words that were given, once each, with what came of them. Insert only.
CREATE TABLE answer (
    source text NOT NULL,
    id text NOT NULL,
    digest bytea NOT NULL,
    lead text NOT NULL,
    code text,                               -- of the refusal; null when it took effect
    detail text,
    record json,
    at timestamptz NOT NULL,
    PRIMARY KEY (source, id)
);
CREATE INDEX answer_lead ON answer (lead, id);

-- Words that name one before them which has not come yet.
CREATE TABLE waiting (
    source text NOT NULL,
    id text NOT NULL,
    lead text NOT NULL,
    cause text NOT NULL,
    party text NOT NULL,
    body bytea NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (source, id)
-- It is mostly empty, and looked at with every word: what is dead goes soon.
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
CREATE INDEX waiting_cause ON waiting (lead, cause);
CREATE INDEX waiting_until ON waiting (until);

-- What each party calls a lead. Insert only.
CREATE TABLE party_number (
    number text NOT NULL,
    party text NOT NULL,
    lead text NOT NULL,
    PRIMARY KEY (number, party, lead)
);
CREATE INDEX party_number_lead ON party_number (lead);

-- Rulings that the rules may learn from. Insert only.
CREATE TABLE precedent (
    lead text NOT NULL,
    record integer NOT NULL,
    at timestamptz NOT NULL,
    by text NOT NULL,
    department text NOT NULL,
    category text NOT NULL,
    reason text NOT NULL,
    basis text NOT NULL,
    claims json NOT NULL,
    decision json NOT NULL,
    PRIMARY KEY (lead, record)
);
CREATE INDEX precedent_at ON precedent (at);

-- What later leads are compared with: a lead's print, with the keys that leads which may be the same share. Insert only.
CREATE TABLE print (
    lead text PRIMARY KEY,
    print bytea NOT NULL,
    keys bigint[] NOT NULL
);
-- The keys of the leads that go on: as many as there are open leads, not as there ever were.
CREATE TABLE likeness (
    key bigint NOT NULL,
    lead text NOT NULL,
    PRIMARY KEY (key, lead)
-- The newest of a key are looked up behind those that have ended: what is dead goes soon.
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);

-- Critical leads about which a duty list was called and has not answered: one call per lead and list at a time.
CREATE TABLE call (
    lead text NOT NULL,
    holder text NOT NULL,
    why text NOT NULL,                       -- the kind of record that it tells of
    due timestamptz,
    place smallint NOT NULL,                 -- who on the list was called last, from 0
    endpoint text NOT NULL,
    message text NOT NULL,                   -- webhook-id of the last call
    called_at timestamptz NOT NULL,
    next_at timestamptz,                     -- when the next on the list is called; null once it is answered
    answered_at timestamptz,
    answered_by text,
    PRIMARY KEY (lead, holder)
);
CREATE INDEX call_next ON call (next_at) WHERE next_at IS NOT NULL;

-- How far each queue's consumer has acknowledged it, as a number of our log.
CREATE TABLE queue_floor (
    queue text PRIMARY KEY,
    sequence bigint NOT NULL
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- An answer may name one of our events as its cause.
CREATE INDEX event_log_id ON event_log (id);

-- +goose Down
DROP INDEX event_log_id;
DROP TABLE queue_floor, call, likeness, print, precedent, party_number, waiting, answer, clock, record, duty, lead;
