-- +goose Up
CREATE SEQUENCE operation_number;
CREATE SEQUENCE round_number;
CREATE SEQUENCE campaign_number;
CREATE SEQUENCE statement_number;
CREATE SEQUENCE promise_number;

-- A joint operation as it is now. What was done is in operation_act.
CREATE TABLE operation (
    id text PRIMARY KEY,       -- <district>-operation-<year>-<number>
    version integer NOT NULL,  -- number of its newest act
    state text NOT NULL,
    initiator text NOT NULL,   -- empty for what the rule proposed
    place_key text NOT NULL,   -- the place that the rule found, or empty
    refused boolean NOT NULL,  -- a refusal waits for the taskforce
    rally_at timestamptz,
    body jsonb NOT NULL,
    changed_at timestamptz NOT NULL
);
CREATE INDEX operation_newest ON operation (id DESC);
CREATE INDEX operation_state ON operation (state, id DESC);
CREATE INDEX operation_refused ON operation (id DESC) WHERE refused;
-- The rule proposes one operation for a place at a time.
CREATE UNIQUE INDEX operation_place ON operation (place_key) WHERE place_key <> '' AND state IN ('proposed', 'planned', 'underway', 'visited');

-- Who sees which operation beside those who oversee: who answers for it, and who takes part or was asked.
CREATE TABLE operation_party (
    party text NOT NULL,
    operation text NOT NULL REFERENCES operation,
    PRIMARY KEY (party, operation)
);

-- Every act. Insert only.
CREATE TABLE operation_act (
    operation text NOT NULL REFERENCES operation,
    no integer NOT NULL,
    act text NOT NULL,
    note text NOT NULL,
    actor jsonb NOT NULL,
    happened_on text NOT NULL, -- day in China
    at timestamptz NOT NULL,
    PRIMARY KEY (operation, no)
);

-- Which evidence was gathered in which operation: every participant may use it. Insert only.
CREATE TABLE operation_evidence (
    evidence text NOT NULL,
    operation text NOT NULL REFERENCES operation,
    gathered_by text NOT NULL,
    PRIMARY KEY (evidence, operation)
);

-- Where each lead is, as a key under which two addresses are one place. Insert only.
CREATE TABLE lead_place (
    lead text PRIMARY KEY,
    place_key text NOT NULL,
    street text NOT NULL
);
CREATE INDEX lead_place_key ON lead_place (place_key);

-- Which department leads which lead.
CREATE TABLE lead_interest (
    lead text NOT NULL,
    department text NOT NULL,
    whole text NOT NULL,       -- the lead that it is a part of, or itself
    open boolean NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (lead, department)
);
CREATE INDEX lead_interest_open ON lead_interest (whole) WHERE open;

-- A patrol.
CREATE TABLE round (
    id text PRIMARY KEY,       -- <district>-round-<year>-<number>
    ordered_by text NOT NULL,
    from_day date NOT NULL,
    to_day date NOT NULL,
    closed_on text NOT NULL,
    points integer NOT NULL,   -- numbers given out
    visits integer NOT NULL,
    body jsonb NOT NULL
);
CREATE INDEX round_days ON round (to_day, from_day);

CREATE TABLE round_party (
    party text NOT NULL,
    round text NOT NULL REFERENCES round,
    PRIMARY KEY (party, round)
);

-- A point that a round visits.
CREATE TABLE patrol_point (
    round text NOT NULL REFERENCES round,
    no integer NOT NULL,
    name text NOT NULL,
    address text NOT NULL,
    street text NOT NULL,
    community text NOT NULL,
    grid text NOT NULL,
    kind text NOT NULL,
    institution text NOT NULL, -- id in the register, or empty
    uscc text NOT NULL,
    added_by text NOT NULL,
    added_at timestamptz NOT NULL,
    PRIMARY KEY (round, no)
);

CREATE INDEX patrol_point_institution ON patrol_point (round, institution) WHERE institution <> '';

-- A row of the patrol ledger. Phones and certificates stay in this table. Insert only.
CREATE TABLE patrol_visit (
    round text NOT NULL,
    no integer NOT NULL,
    point integer NOT NULL,
    visited_on date NOT NULL,
    from_time text NOT NULL,
    to_time text NOT NULL,
    team text NOT NULL,
    officers jsonb NOT NULL,
    papers text NOT NULL,
    licence_kind text NOT NULL,
    responsible text NOT NULL,
    phone text NOT NULL,
    teaches text NOT NULL,
    subject text NOT NULL,
    classes integer NOT NULL,
    pupils integer NOT NULL,
    staff integer NOT NULL,
    qualified integer NOT NULL,
    fee_method text NOT NULL,
    fee_fen bigint NOT NULL,
    supervised boolean,
    parent_app boolean,
    disposals text[] NOT NULL,
    evidence jsonb NOT NULL,
    transferred text[] NOT NULL,
    note text NOT NULL,
    entered_by jsonb NOT NULL,
    entered_at timestamptz NOT NULL,
    PRIMARY KEY (round, no),
    FOREIGN KEY (round, point) REFERENCES patrol_point
);
CREATE INDEX patrol_visit_point ON patrol_visit (round, point);

-- What a patrol found, or an institution said is wrong, and by when it is mended.
CREATE TABLE promise (
    id text PRIMARY KEY,       -- <district>-promise-<year>-<number>
    channel text NOT NULL,
    parent text NOT NULL,      -- the round or the statement
    visit integer NOT NULL,    -- 0 for statements
    point integer NOT NULL,
    item text NOT NULL,
    category text NOT NULL,
    text text NOT NULL,
    target jsonb NOT NULL,
    place jsonb NOT NULL,
    institution text NOT NULL,
    measure text NOT NULL,
    responsible text NOT NULL,
    due text NOT NULL,
    recheck text NOT NULL,
    state text NOT NULL,
    mended_on text NOT NULL,
    rechecked_on text NOT NULL,
    passed boolean,
    closed_on text NOT NULL,
    announced text NOT NULL,
    announced_at timestamptz,
    lead text NOT NULL,
    version integer NOT NULL,
    lapses_at timestamptz NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX promise_pressing ON promise (lapses_at) WHERE state = 'open' AND announced = '';
CREATE INDEX promise_parent ON promise (parent, point, visit);

-- Every act on a promise. Insert only.
CREATE TABLE promise_act (
    promise text NOT NULL REFERENCES promise,
    no integer NOT NULL,
    act text NOT NULL,
    note text NOT NULL,
    evidence text NOT NULL,
    actor jsonb NOT NULL,
    happened_on text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (promise, no)
);

-- A call to institutions to check themselves. Insert only.
CREATE TABLE campaign (
    id text PRIMARY KEY,       -- <district>-campaign-<year>-<number>
    ordered_by text NOT NULL,
    from_day date NOT NULL,
    to_day date NOT NULL,
    body jsonb NOT NULL
);
CREATE INDEX campaign_days ON campaign (to_day, from_day);

-- Whom a campaign asks. Insert only.
CREATE TABLE campaign_called (
    campaign text NOT NULL REFERENCES campaign,
    key text NOT NULL,
    institution text NOT NULL,
    name text NOT NULL,
    uscc text NOT NULL,
    street text NOT NULL,
    address text NOT NULL,
    PRIMARY KEY (campaign, key)
);
CREATE INDEX campaign_called_street ON campaign_called (campaign, street);
CREATE INDEX campaign_called_institution ON campaign_called (campaign, institution) WHERE institution <> '';
CREATE INDEX campaign_called_uscc ON campaign_called (campaign, uscc) WHERE uscc <> '';

-- What an institution handed in. Insert only.
CREATE TABLE statement (
    id text PRIMARY KEY,       -- <district>-statement-<year>-<number>
    campaign text NOT NULL REFERENCES campaign,
    key text NOT NULL,
    digest text NOT NULL,
    body jsonb NOT NULL,
    entered_by jsonb NOT NULL,
    entered_at timestamptz NOT NULL,
    UNIQUE (campaign, key)
);
CREATE INDEX statement_campaign ON statement (campaign, id);

-- What was written under an Idempotency-Key, so that a retry doubles nothing. Insert only.
CREATE TABLE field_write (
    caller text NOT NULL,
    key text NOT NULL,
    digest text NOT NULL,
    id text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (caller, key)
);

-- +goose Down
DROP TABLE field_write, statement, campaign_called, campaign, promise_act, promise, patrol_visit, patrol_point, round_party, round,
    lead_interest, lead_place, operation_evidence, operation_act, operation_party, operation;
DROP SEQUENCE operation_number, round_number, campaign_number, statement_number, promise_number;
