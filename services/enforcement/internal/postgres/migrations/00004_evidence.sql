-- +goose Up
-- Evidence as it was registered. Nothing of it changes: what happens to it later is in its records.
CREATE TABLE evidence (
    id text PRIMARY KEY,        -- rises with time
    about_kind text NOT NULL CHECK (about_kind IN ('case', 'operation', 'round')),
    about text NOT NULL,        -- number of the case, or id of the operation or round
    department text NOT NULL,   -- whose it is
    type text NOT NULL CHECK (type IN ('documentary', 'physical', 'audiovisual', 'electronic', 'testimony', 'statement', 'appraisal', 'scene')),
    sha256 text CHECK (sha256 ~ '^[0-9a-f]{64}$'),   -- of its file, where it has one; the file itself is outside of the database
    actor text NOT NULL,        -- who registered it, and the key under which a retry is known
    key text,
    item jsonb NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX evidence_about ON evidence (about_kind, about, id);
CREATE INDEX evidence_sha256 ON evidence (sha256) WHERE sha256 IS NOT NULL;
CREATE UNIQUE INDEX evidence_key ON evidence (actor, key) WHERE key IS NOT NULL;

-- What happened to it (保管链), from 1 without a gap, each bound to the one before.
CREATE TABLE evidence_record (
    evidence text NOT NULL REFERENCES evidence,
    no int NOT NULL CHECK (no > 0),
    act text NOT NULL,
    department text,            -- with which it was shared
    record jsonb NOT NULL,
    PRIMARY KEY (evidence, no)
);

-- Who read what is confidential or concerns a minor.
CREATE TABLE evidence_reading (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    evidence text NOT NULL REFERENCES evidence,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    role text NOT NULL,
    what text NOT NULL CHECK (what IN ('entry', 'content'))
);
CREATE INDEX evidence_reading_of ON evidence_reading (evidence, id);

-- +goose Down
DROP TABLE evidence_reading;
DROP TABLE evidence_record;
DROP TABLE evidence;
