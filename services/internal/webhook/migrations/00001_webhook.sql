-- +goose Up
-- What is to be delivered, once to one endpoint. Rows are kept whatever becomes of them.
CREATE TABLE webhook_delivery (
    n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,  -- the order in which it was said
    id text NOT NULL UNIQUE CHECK (id <> ''),           -- the receiver's idempotency key
    endpoint text NOT NULL CHECK (endpoint <> ''),
    lead text NOT NULL,
    type text NOT NULL,
    body bytea NOT NULL,
    queued_at timestamptz NOT NULL,
    not_before timestamptz,                             -- null: at once
    since timestamptz NOT NULL,                         -- since when it should be with the receiver
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'stuck', 'unknown-endpoint', 'sent', 'gone', 'acknowledged')),
    due_at timestamptz NOT NULL,                        -- when it is tried next
    leased_until timestamptz,                           -- while a sender has it; a lease that ran out was a killed sender's
    attempts integer NOT NULL DEFAULT 0,                -- begun; the number of a try is its fence
    last_at timestamptz,
    last_status smallint,
    last_error text,                                    -- class of failure, and what it means; nothing of the answer's body
    last_detail text,
    done_at timestamptz,
    acknowledged_at timestamptz,
    CHECK ((done_at IS NULL) = (state IN ('waiting', 'stuck', 'unknown-endpoint')))
) WITH (toast_tuple_target = 8160, fillfactor = 80);
CREATE INDEX webhook_delivery_due ON webhook_delivery (endpoint, due_at, n) WHERE done_at IS NULL;
CREATE INDEX webhook_delivery_order ON webhook_delivery (endpoint, lead, n) WHERE done_at IS NULL;
CREATE INDEX webhook_delivery_since ON webhook_delivery (state, since) WHERE done_at IS NULL;
CREATE INDEX webhook_delivery_state ON webhook_delivery (state, n);
CREATE INDEX webhook_delivery_endpoint ON webhook_delivery (endpoint, state, n);
CREATE INDEX webhook_delivery_lead ON webhook_delivery (lead, n);

-- How an endpoint does since its last success. One that always succeeded has no row.
CREATE TABLE webhook_endpoint (
    name text PRIMARY KEY,
    failures integer NOT NULL,       -- in a row; those of tries that ran side by side count once
    failing_since timestamptz,
    failed_at timestamptz NOT NULL,
    rests_until timestamptz
) WITH (fillfactor = 50);

-- What a person must look at, one open row per endpoint.
CREATE TABLE webhook_incident (
    endpoint text NOT NULL,
    opened_at timestamptz NOT NULL,
    gone_at timestamptz,             -- the newest 410 since the last success
    gone_version bigint,             -- of the setting that it was called by; null once a person had one tried
    closed_at timestamptz,
    PRIMARY KEY (endpoint, opened_at),
    CHECK (gone_version IS NULL OR gone_at IS NOT NULL)
);
CREATE UNIQUE INDEX webhook_incident_open ON webhook_incident (endpoint) WHERE closed_at IS NULL;

-- +goose Down
DROP TABLE webhook_incident, webhook_endpoint, webhook_delivery;
