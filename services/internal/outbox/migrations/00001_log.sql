-- +goose Up
-- The source's row holds the next number of its log. It is locked as the last thing of every transaction that writes to the
-- log, so that numbers are gapless and follow the order of commits.
CREATE TABLE source (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    next bigint NOT NULL DEFAULT 1 CHECK (next > 0)
-- One row that every transaction changes: its versions stay on one page, and what is dead there goes soon.
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
INSERT INTO source DEFAULT VALUES;

-- Everything this service ever said, numbered. Insert only.
CREATE TABLE event_log (
    sequence bigint PRIMARY KEY,
    id text NOT NULL,
    lead text NOT NULL,
    type text NOT NULL,
    queue text,               -- the department whose queue it is for as well
    at timestamptz NOT NULL,
    leaf bytea NOT NULL,      -- SHA-256 of body
    body bytea NOT NULL       -- the event as it travels, its number in front
) WITH (toast_tuple_target = 8160); -- most events fit a page: neither compressed nor moved out of line
-- Where a week ago begins, when a stream is filled anew. Pages are summed up while they fill: what is not would be read whole.
CREATE INDEX event_log_at ON event_log USING brin (at) WITH (autosummarize = on);
CREATE INDEX event_log_queue ON event_log (queue, sequence) WHERE queue IS NOT NULL;

-- How far this service has applied each other source.
CREATE TABLE floor (
    source text PRIMARY KEY,
    sequence bigint NOT NULL CHECK (sequence >= 0)
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- Events that could not be applied, and those of the same lead that wait behind them. A person sees and replays them.
CREATE TABLE aside (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source text NOT NULL,
    sequence bigint,
    lead text NOT NULL,
    type text NOT NULL,
    reason text NOT NULL,
    waits boolean NOT NULL DEFAULT false,
    body bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    replayed_at timestamptz
);
CREATE INDEX aside_open ON aside (source, lead, id) WHERE replayed_at IS NULL;

-- +goose Down
DROP TABLE aside, floor, event_log, source;
