-- +goose Up
-- An institution of the register, as it is now. What it was before is in its records.
CREATE TABLE institution (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    uscc text NOT NULL DEFAULT '',
    details jsonb NOT NULL,         -- names, registration, places, licences, operators
    decision text NOT NULL DEFAULT '',
    removed text NOT NULL DEFAULT '', -- why it is not in the register any more
    merged_into uuid REFERENCES institution,
    records int NOT NULL,           -- number of the last record
    -- Told from the rest when something changed, for lists.
    papers text NOT NULL,
    standing text NOT NULL,
    listed boolean NOT NULL,
    street text NOT NULL DEFAULT '',
    found text NOT NULL,            -- what a search looks through: names, addresses, codes, folded
    grams text[] NOT NULL,          -- every one and two characters of it
    -- What is public of it: the last version that was announced; 0 was never.
    version int NOT NULL DEFAULT 0,
    picture jsonb NOT NULL DEFAULT '{}',
    next_on date,                   -- the next day on which something takes effect by itself
    CHECK (merged_into IS NULL OR removed <> '')
);
-- A code is one institution's: so a match by it can be certain.
CREATE UNIQUE INDEX institution_code ON institution (uscc) WHERE uscc <> '' AND removed = '';
CREATE INDEX institution_next ON institution (next_on) WHERE next_on IS NOT NULL;
CREATE INDEX institution_name ON institution (name, id) WHERE removed = '';
CREATE INDEX institution_merged ON institution (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX institution_grams ON institution USING gin (grams);

-- What was done with an institution, with what was before and after: nothing is overwritten.
CREATE TABLE institution_record (
    institution uuid NOT NULL REFERENCES institution,
    no int NOT NULL,
    at timestamptz NOT NULL,
    on_day date NOT NULL,
    act text NOT NULL,
    by jsonb NOT NULL,
    reason text NOT NULL,
    before jsonb,
    after jsonb,
    PRIMARY KEY (institution, no)
);

-- By what an institution is found: code, licence, name, head of a name, spot. Keys that do not hold any more stay, not current.
CREATE TABLE institution_key (
    kind text NOT NULL,
    key text NOT NULL,
    institution uuid NOT NULL REFERENCES institution,
    current boolean NOT NULL,
    PRIMARY KEY (kind, key, institution)
);
CREATE INDEX institution_key_of ON institution_key (institution);
-- A licence is one institution's: what is suspended is not entered a second time.
CREATE UNIQUE INDEX institution_key_licence ON institution_key (key) WHERE kind = 'licence' AND current;

-- Entries of the white list.
CREATE TABLE white_entry (
    id uuid PRIMARY KEY,
    institution uuid NOT NULL REFERENCES institution,
    licence text NOT NULL,
    department text NOT NULL,
    from_on date NOT NULL,
    by jsonb NOT NULL,
    ended_on date,
    ended_why text NOT NULL DEFAULT '',
    CHECK ((ended_on IS NULL) = (ended_why = ''))
);
CREATE INDEX white_entry_institution ON white_entry (institution);
CREATE UNIQUE INDEX white_entry_one ON white_entry (institution) WHERE ended_on IS NULL;
CREATE INDEX white_entry_current ON white_entry (id) WHERE ended_on IS NULL;

-- Entries of the inner watch list.
CREATE TABLE watch_entry (
    id uuid PRIMARY KEY,
    institution uuid NOT NULL REFERENCES institution,
    reason text NOT NULL,
    basis text NOT NULL,
    decision text NOT NULL,
    from_on date NOT NULL,
    until_on date,
    by jsonb NOT NULL,
    ended_on date,
    ended_why text NOT NULL DEFAULT '',
    CHECK ((ended_on IS NULL) = (ended_why = ''))
);
CREATE INDEX watch_entry_institution ON watch_entry (institution);
CREATE INDEX watch_entry_current ON watch_entry (id) WHERE ended_on IS NULL;

-- Matches of leads, cases and patrols to institutions, for officers only.
CREATE TABLE institution_match (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    subject text NOT NULL,
    institution uuid NOT NULL REFERENCES institution,
    state text NOT NULL,
    hows text[] NOT NULL,
    department text NOT NULL DEFAULT '', -- whose patrol it is
    at timestamptz NOT NULL,
    records int NOT NULL,
    UNIQUE (kind, subject, institution)
);
-- A subject is taken to be about one institution.
CREATE UNIQUE INDEX institution_match_holds ON institution_match (kind, subject) WHERE state IN ('certain', 'confirmed');
CREATE INDEX institution_match_open ON institution_match (id) WHERE state = 'proposed';
CREATE INDEX institution_match_institution ON institution_match (institution, id);

CREATE TABLE institution_match_record (
    match uuid NOT NULL REFERENCES institution_match,
    no int NOT NULL,
    at timestamptz NOT NULL,
    on_day date NOT NULL,
    act text NOT NULL,
    by jsonb NOT NULL,
    reason text NOT NULL,
    before jsonb,
    after jsonb,
    PRIMARY KEY (match, no)
);

-- By what a lead, a case or a patrol speaks of an institution: whoever is entered later is matched too.
CREATE TABLE match_key (
    kind text NOT NULL,
    key text NOT NULL,
    subject_kind text NOT NULL,
    subject text NOT NULL,
    party jsonb NOT NULL, -- name, code, licence and address as they were given
    PRIMARY KEY (kind, key, subject_kind, subject)
);

-- Requests that carried an Idempotency-Key: sent again, they do nothing.
CREATE TABLE institution_request (
    actor text NOT NULL,
    key text NOT NULL,
    digest bytea NOT NULL,
    institution uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (actor, key)
);

-- +goose Down
DROP TABLE institution_request, match_key, institution_match_record, institution_match, watch_entry, white_entry, institution_key, institution_record, institution;
