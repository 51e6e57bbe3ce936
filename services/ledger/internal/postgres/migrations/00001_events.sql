-- +goose Up
-- Every event of every source, as it came. Insert only: a copy that can be compared with its source.
CREATE TABLE event (
    source text NOT NULL,      -- the service whose log it is
    sequence bigint NOT NULL,
    id text NOT NULL,
    type text NOT NULL,
    lead text NOT NULL,
    at timestamptz NOT NULL,
    digest bytea NOT NULL,     -- SHA-256 of body: the leaf of the source's log
    body bytea NOT NULL,
    PRIMARY KEY (source, sequence)
) WITH (toast_tuple_target = 8160); -- most events fit a page: neither compressed nor moved out of line
CREATE INDEX event_lead ON event (lead);

-- +goose Down
DROP TABLE event;
