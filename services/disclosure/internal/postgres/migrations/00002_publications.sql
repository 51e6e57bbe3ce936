-- +goose Up
-- What is told, or may be told, to the public.
CREATE SEQUENCE publication_number;
CREATE TABLE publication (
    id text PRIMARY KEY,
    product text NOT NULL CHECK (product IN ('P1', 'P2', 'P3', 'P5', 'P6')),
    department text NOT NULL,
    case_number text NOT NULL,                -- '' where it is about none
    number text NOT NULL,                     -- of the decision
    stage text NOT NULL CHECK (stage IN ('draft', 'submitted', 'prepared', 'lawful', 'private', 'settled', 'dropped')),
    standing text NOT NULL CHECK (standing IN ('', 'published', 'withdrawn', 'ended')),
    edition integer NOT NULL CHECK (edition > 0),
    due date NOT NULL,                        -- of the next thing that must be done; 9999-12-31: nothing
    request text UNIQUE,                      -- who wrote it and the key of the request, so that a retry makes no second one
    until date,                               -- when it, or the first of its parties, is taken off by itself
    changed_at timestamptz NOT NULL,
    state json NOT NULL,                      -- what the heart remembers
    -- As the public sees it: nothing of it before it was approved, and no text of a tombstone.
    shown_at timestamptz,
    month text NOT NULL,
    category text NOT NULL,
    street text NOT NULL,
    institutions text[] NOT NULL,             -- ids in the register, of all parties
    search text NOT NULL,
    terms text[] NOT NULL,
    public json,
    CHECK ((standing = '') = (public IS NULL)),
    CHECK (standing = 'published' OR (search = '' AND terms = '{}'))
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX publication_decision ON publication (case_number, number) WHERE product = 'P1';
CREATE INDEX publication_cites ON publication (number) WHERE number <> '';
CREATE INDEX publication_stage ON publication (stage, due, id);
CREATE INDEX publication_due ON publication (due, id);
CREATE INDEX publication_department ON publication (department, due, id);
CREATE INDEX publication_until ON publication (until) WHERE standing = 'published';
CREATE INDEX publication_shown ON publication (shown_at DESC, id DESC) WHERE shown_at IS NOT NULL;
CREATE INDEX publication_shown_department ON publication (department, shown_at DESC, id DESC) WHERE shown_at IS NOT NULL;
CREATE INDEX publication_shown_category ON publication (category, shown_at DESC, id DESC) WHERE shown_at IS NOT NULL;
CREATE INDEX publication_shown_street ON publication (street, shown_at DESC, id DESC) WHERE shown_at IS NOT NULL;
CREATE INDEX publication_shown_month ON publication (month, shown_at DESC, id DESC) WHERE shown_at IS NOT NULL;
CREATE INDEX publication_institutions ON publication USING gin (institutions) WHERE institutions <> '{}';
CREATE INDEX publication_terms ON publication USING gin (terms) WHERE standing = 'published';

-- What was served or written, with its redaction map. For staff only. Insert only.
CREATE TABLE publication_edition (
    publication text NOT NULL REFERENCES publication (id),
    edition integer NOT NULL,
    at timestamptz NOT NULL,
    content json NOT NULL,
    PRIMARY KEY (publication, edition)
);

-- What the public saw of each version. For staff only. Insert only.
CREATE TABLE publication_version (
    publication text NOT NULL REFERENCES publication (id),
    version integer NOT NULL,
    at timestamptz NOT NULL,
    sha256 text NOT NULL,
    public json NOT NULL,
    PRIMARY KEY (publication, version)
);

-- Who did what. Insert only.
CREATE TABLE publication_step (
    publication text NOT NULL REFERENCES publication (id),
    no integer NOT NULL CHECK (no > 0),
    kind text NOT NULL,
    at timestamptz NOT NULL,
    data json NOT NULL,
    PRIMARY KEY (publication, no)
);

-- What had to be done by when, and when it was.
CREATE TABLE publication_duty (
    publication text NOT NULL REFERENCES publication (id),
    place integer NOT NULL,
    kind text NOT NULL CHECK (kind IN ('publish', 'withdraw', 'correct')),
    clock text NOT NULL,
    starts date NOT NULL,
    due date NOT NULL,
    met date,
    PRIMARY KEY (publication, place)
);
CREATE INDEX publication_duty_due ON publication_duty (due, publication, place);

-- Decisions as departments told them, the newest of each.
CREATE TABLE decision (
    case_number text NOT NULL,
    number text NOT NULL,
    version integer NOT NULL,
    data json NOT NULL,
    PRIMARY KEY (case_number, number)
);

-- Files that go with an edition, and the words that were found in them. Insert only.
CREATE TABLE publication_file (
    publication text NOT NULL REFERENCES publication (id),
    sha256 text NOT NULL,
    name text NOT NULL,
    media text NOT NULL,
    content bytea NOT NULL,
    parts json NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (publication, sha256)
);

-- Objections of whoever is named, and requests to be repaired.
CREATE TABLE objection (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    publication text NOT NULL REFERENCES publication (id),
    code_sha256 bytea NOT NULL UNIQUE,        -- the code itself is with whoever objected
    opened_at timestamptz NOT NULL,
    due date NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'advised', 'decided')),
    data json NOT NULL                        -- no name and no contact in it
);
CREATE INDEX objection_publication ON objection (publication, id);
CREATE INDEX objection_open ON objection (due, id) WHERE state <> 'decided';
CREATE INDEX objection_opened ON objection (opened_at);

-- Who objected and how they are reached. It leaves by one query only, and that is recorded. Insert only.
CREATE TABLE objection_contact (
    objection bigint PRIMARY KEY REFERENCES objection (id),
    name text NOT NULL,
    contact text NOT NULL
);
CREATE TABLE objection_contact_read (
    objection bigint NOT NULL REFERENCES objection (id),
    at timestamptz NOT NULL,
    actor text NOT NULL,
    person text NOT NULL,
    purpose text NOT NULL
);

-- +goose Down
DROP TABLE objection_contact_read, objection_contact, objection, publication_file, decision, publication_duty, publication_step, publication_version, publication_edition, publication;
DROP SEQUENCE publication_number;
