-- +goose Up
-- What may be known of institutions, as the public site shows it: the newest version of each. One that was removed keeps its version only, so that an older
-- one that comes late stays away.
CREATE TABLE site_institution (
    id text PRIMARY KEY,
    version bigint NOT NULL CHECK (version > 0),
    removed boolean NOT NULL,
    name text NOT NULL,
    street text NOT NULL,
    standing text NOT NULL,
    -- The last days on the white list and on the watch list; NULL on none.
    white_until date,
    watch_until date,
    scopes text[] NOT NULL,
    -- Names and codes, whole and plain; and parts of names and places.
    keys text[] NOT NULL,
    grams text[] NOT NULL,
    doc jsonb NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX site_institution_keys ON site_institution USING gin (keys);
CREATE INDEX site_institution_grams ON site_institution USING gin (grams);
CREATE INDEX site_institution_all ON site_institution (street, name, id) WHERE NOT removed;
CREATE INDEX site_institution_white ON site_institution (street, name, id) WHERE white_until IS NOT NULL;
CREATE INDEX site_institution_watch ON site_institution (street, name, id) WHERE watch_until IS NOT NULL;
CREATE INDEX site_institution_suspended ON site_institution (street, name, id) WHERE standing = 'suspended' AND NOT removed;
CREATE INDEX site_institution_closed ON site_institution (street, name, id) WHERE standing = 'closed' AND NOT removed;

-- +goose Down
DROP TABLE site_institution;
