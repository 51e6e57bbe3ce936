-- +goose Up
-- What is counted of a lead, as the events tell it. Nothing personal: no name, text or address.
CREATE TABLE lead_fact (
    lead text PRIMARY KEY,
    received_on date,                      -- in China; absent until intake's event came
    street text NOT NULL DEFAULT '',
    channel text NOT NULL DEFAULT '',
    category text NOT NULL DEFAULT '',
    ended_on date,                         -- absent while it is open
    outcome text NOT NULL DEFAULT '',
    department text NOT NULL DEFAULT '',   -- who ended it
    answered_at timestamptz,               -- when the reporter last answered
    answered_on date,
    responded text NOT NULL DEFAULT '',
    solved text NOT NULL DEFAULT '',
    satisfied text NOT NULL DEFAULT ''
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX lead_fact_received ON lead_fact (received_on);
CREATE INDEX lead_fact_ended ON lead_fact (ended_on) WHERE ended_on IS NOT NULL;
CREATE INDEX lead_fact_answered ON lead_fact (answered_on) WHERE answered_on IS NOT NULL;

-- What is counted of a case.
CREATE TABLE case_fact (
    number text PRIMARY KEY,
    department text NOT NULL DEFAULT '',
    opened_on date,
    filed_on date,
    decided_on date,
    closed_on date,
    outcome text NOT NULL DEFAULT '',
    category text NOT NULL DEFAULT '',
    sealed boolean NOT NULL DEFAULT false,
    proposed boolean NOT NULL DEFAULT false,  -- to publish the decision
    published boolean NOT NULL DEFAULT false  -- the decision was published
);
CREATE INDEX case_fact_opened ON case_fact (opened_on) WHERE opened_on IS NOT NULL;
CREATE INDEX case_fact_filed ON case_fact (filed_on) WHERE filed_on IS NOT NULL;
CREATE INDEX case_fact_decided ON case_fact (decided_on) WHERE decided_on IS NOT NULL;
CREATE INDEX case_fact_closed ON case_fact (closed_on) WHERE closed_on IS NOT NULL;

-- How far the refunds of a case were, each time that it changed; sums in fen.
CREATE TABLE refund_fact (
    sequence bigint PRIMARY KEY,           -- in the log of enforcement
    number text NOT NULL,
    moved_on date NOT NULL,
    ordered bigint NOT NULL,
    paid bigint NOT NULL
);
CREATE INDEX refund_fact_moved ON refund_fact (moved_on);
CREATE INDEX refund_fact_number ON refund_fact (number, moved_on, sequence);

-- Joint operations that ended.
CREATE TABLE operation_fact (
    operation text PRIMARY KEY,
    ended_on date NOT NULL,
    sites int NOT NULL,
    findings int NOT NULL
);
CREATE INDEX operation_fact_ended ON operation_fact (ended_on);

-- A release as it was prepared, to be looked at and approved. Insert only.
CREATE TABLE release_draft (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    month date NOT NULL,
    version int NOT NULL CHECK (version > 0),
    smallest int NOT NULL CHECK (smallest >= 5),
    prepared_at timestamptz NOT NULL,
    editor text NOT NULL,
    editor_role text NOT NULL,
    positions jsonb NOT NULL,
    tables jsonb NOT NULL,                 -- what would be public
    exact jsonb NOT NULL                   -- every figure, with what is suppressed and why; never public
);
CREATE INDEX release_draft_month ON release_draft (month, version, id);

-- As what each lead or case is counted in a draft. Insert only.
CREATE TABLE release_member (
    draft bigint NOT NULL REFERENCES release_draft,
    population text NOT NULL,
    subject text NOT NULL,
    attributes text[] NOT NULL,
    ordered bigint NOT NULL DEFAULT 0,     -- of refunds: what was told of the case altogether
    paid bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (draft, population, subject)
);
CREATE INDEX release_member_subject ON release_member (subject, population);

-- What was released. Never changed: a correction has a higher version. Insert only.
CREATE TABLE release (
    month date NOT NULL,
    version int NOT NULL CHECK (version > 0),
    draft bigint NOT NULL UNIQUE REFERENCES release_draft,
    released_at timestamptz NOT NULL,
    approver text NOT NULL,
    approver_role text NOT NULL,
    sha256 text NOT NULL,
    body bytea NOT NULL,                   -- the JSON as it was published
    PRIMARY KEY (month, version)
);

-- +goose Down
DROP TABLE release, release_member, release_draft, operation_fact, refund_fact, case_fact, lead_fact;
