-- +goose Up
-- The source's row holds the next number of its log. It is locked as the last thing of every transaction that writes to the
-- log, so that numbers are gapless and follow the order of commits.
CREATE TABLE source (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    next bigint NOT NULL DEFAULT 1 CHECK (next > 0),
    opened text NOT NULL DEFAULT ''  -- the database in which the log was open last: when it was started, and which it is
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

-- How far this service has applied each other source. Where several processes share a source, each row is for a range of partitions: it is
-- locked by every transaction that applies events of them, so that whoever thinks that they are its own is right or applies nothing.
CREATE TABLE floor (
    source text NOT NULL,
    sequence bigint NOT NULL CHECK (sequence >= 0),
    first smallint NOT NULL DEFAULT 0,   -- partition
    past smallint NOT NULL DEFAULT 16,   -- the partition behind the last
    PRIMARY KEY (source, first),
    CHECK (0 <= first AND first < past AND past <= 16)
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- Processes that share a source, while they live.
CREATE TABLE worker (
    source text NOT NULL,
    name text NOT NULL,
    joined_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source, name)
);

-- Times that the log was opened anew after its database had been restored from an older copy. Insert only.
CREATE TABLE epoch (
    number integer PRIMARY KEY CHECK (number > 0),
    opened_at timestamptz NOT NULL,
    by text NOT NULL,
    reason text NOT NULL,
    restored bigint NOT NULL,  -- where the restored log ended
    known bigint NOT NULL,     -- the highest number that anybody had seen
    recovered bigint NOT NULL, -- how many events came back
    event bigint NOT NULL,     -- the event that says so
    report json NOT NULL
);
-- The numbers that nobody could give back, in this log and, where a source says so of its own, in the one that is read. Insert only.
CREATE TABLE gap (
    source text NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL CHECK (last >= first),
    epoch integer NOT NULL,
    event text NOT NULL,       -- id of the event that names them
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source, first)
);
-- Events of others whose effects came back with the log: they are not applied again. Insert only.
CREATE TABLE applied (
    cause text PRIMARY KEY
);

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
DROP TABLE aside, applied, gap, epoch, worker, floor, event_log, source;
