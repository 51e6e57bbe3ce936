-- +goose Up
-- A case of a department, opened when it signed a lead, or for what an operation or a patrol found. State is the case as the heart knows it;
-- the other columns are what lists are read by.
CREATE TABLE cases (
    number text PRIMARY KEY,   -- <district>-<department>-<year>-<number>
    lead text,
    origin text,
    department text NOT NULL,
    opened_at timestamptz NOT NULL,
    stage text NOT NULL,
    category text NOT NULL,
    street text NOT NULL,
    next_due date,             -- the first day by which somebody must do something
    last int NOT NULL,         -- number of the newest record
    trace_parent text NOT NULL,
    state jsonb NOT NULL,
    UNIQUE (lead, department),
    UNIQUE (origin, department),
    CHECK ((lead IS NULL) <> (origin IS NULL))
);
CREATE INDEX cases_opened ON cases (opened_at DESC, number DESC);
CREATE INDEX cases_department ON cases (department, opened_at DESC, number DESC);
CREATE INDEX cases_stage ON cases (department, stage, opened_at DESC, number DESC);
CREATE INDEX cases_due ON cases (next_due, number) WHERE next_due IS NOT NULL;
CREATE INDEX cases_department_due ON cases (department, next_due, number) WHERE next_due IS NOT NULL;

CREATE SEQUENCE case_number;

-- The numbered records of a case, as they were written: each names the digest of the one before. Insert only.
CREATE TABLE case_record (
    case_number text NOT NULL REFERENCES cases,
    no int NOT NULL CHECK (no > 0),
    step text NOT NULL,
    at timestamptz NOT NULL,
    sha256 text NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (case_number, no)
);

CREATE TABLE case_party (
    case_number text NOT NULL REFERENCES cases,
    no int NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    uscc text,
    masked_id text,
    institution text,
    PRIMARY KEY (case_number, no)
);
CREATE INDEX case_party_name ON case_party (name);
CREATE INDEX case_party_uscc ON case_party (uscc) WHERE uscc IS NOT NULL;
CREATE INDEX case_party_institution ON case_party (institution) WHERE institution IS NOT NULL;

-- What was ordered. One about safety keeps its institution from teaching until it is lifted.
CREATE TABLE case_order (
    case_number text NOT NULL REFERENCES cases,
    no int NOT NULL,
    kind text NOT NULL,
    safety boolean NOT NULL,
    institution text,
    opened_on date NOT NULL,
    due_on date,
    lifted_on date,
    PRIMARY KEY (case_number, no)
);
CREATE INDEX case_order_open ON case_order (institution) WHERE lifted_on IS NULL;
-- The register reads all orders of an institution.
CREATE INDEX case_order_institution ON case_order (institution) WHERE institution IS NOT NULL;

CREATE TABLE decision (
    case_number text NOT NULL REFERENCES cases,
    version int NOT NULL,
    number text NOT NULL,
    department text NOT NULL,
    decided_on date NOT NULL,
    served_on date,
    simple boolean NOT NULL,
    fined boolean NOT NULL,
    in_force boolean NOT NULL,
    ended text,
    PRIMARY KEY (case_number, version)
);
CREATE INDEX decision_number ON decision (number);

CREATE TABLE decision_party (
    case_number text NOT NULL,
    version int NOT NULL,
    party int NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    uscc text,
    institution text,
    measures jsonb NOT NULL,   -- code, fen, text, until
    PRIMARY KEY (case_number, version, party),
    FOREIGN KEY (case_number, version) REFERENCES decision
);
CREATE INDEX decision_party_institution ON decision_party (institution) WHERE institution IS NOT NULL;
CREATE INDEX decision_party_uscc ON decision_party (uscc) WHERE uscc IS NOT NULL;

-- Acts that were given with a key, so that a repeated one has its effect once. Insert only.
CREATE TABLE case_key (
    case_number text NOT NULL REFERENCES cases,
    actor text NOT NULL,
    key text NOT NULL,
    digest bytea NOT NULL,
    no int NOT NULL,
    PRIMARY KEY (case_number, actor, key)
);

-- What routing said a lead is about, and who handed it over, for the case that it may become.
CREATE TABLE case_matter (
    lead text PRIMARY KEY,
    category text NOT NULL,
    street text NOT NULL,
    handed_from text NOT NULL,
    document text NOT NULL
);

-- +goose Down
DROP TABLE case_matter, case_key, decision_party, decision, case_order, case_party, case_record, cases;
DROP SEQUENCE case_number;
