-- +goose Up
-- Where every lead is and why.
CREATE TABLE lead (
    id text PRIMARY KEY,
    sender text NOT NULL,
    number text NOT NULL,
    state text NOT NULL CHECK (state IN ('desk', 'dispatched', 'signed', 'declined', 'closed')),
    holder text NOT NULL,
    category text NOT NULL,
    urgency text NOT NULL,
    last integer NOT NULL CHECK (last > 0),  -- number of the newest record
    received_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    trace_parent text NOT NULL,
    decision json NOT NULL,
    matter json NOT NULL,                    -- masked by intake
    supplements json NOT NULL,
    CHECK ((holder = '') = (state IN ('declined', 'closed')))
) WITH (toast_tuple_target = 8160, fillfactor = 80);
CREATE INDEX lead_holder ON lead (holder, id);
CREATE INDEX lead_number ON lead (number) WHERE number <> '';

-- What each department was asked to do with a lead.
CREATE TABLE duty (
    lead text NOT NULL,
    department text NOT NULL,
    role text NOT NULL CHECK (role IN ('lead', 'assist')),
    state text NOT NULL CHECK (state IN ('sent', 'signed', 'return-asked', 'done', 'ended')),
    PRIMARY KEY (lead, department)
);
CREATE INDEX duty_open ON duty (department, lead) WHERE state IN ('sent', 'signed', 'return-asked');
CREATE UNIQUE INDEX duty_one_lead ON duty (lead) WHERE role = 'lead' AND state IN ('sent', 'signed', 'return-asked');

-- The chain of each lead. Insert only.
CREATE TABLE record (
    lead text NOT NULL,
    no integer NOT NULL CHECK (no > 0),
    at timestamptz NOT NULL,
    data json NOT NULL,
    PRIMARY KEY (lead, no)
);

CREATE TABLE clock (
    lead text NOT NULL,
    record integer NOT NULL,                 -- the record that started it
    id text NOT NULL,                        -- entry of the catalogue
    step text NOT NULL,
    against text NOT NULL,
    due timestamptz NOT NULL,
    provisional boolean NOT NULL,
    calendar text NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (lead, record, id)
);
CREATE INDEX clock_due ON clock (due) WHERE ended_at IS NULL;

-- Answers of departments, once each, with what came of them. Insert only.
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

-- How far each department's consumer has acknowledged its queue, as a number of our log.
CREATE TABLE queue_floor (
    queue text PRIMARY KEY,
    sequence bigint NOT NULL
);

-- +goose Down
DROP TABLE queue_floor, answer, clock, record, duty, lead;
