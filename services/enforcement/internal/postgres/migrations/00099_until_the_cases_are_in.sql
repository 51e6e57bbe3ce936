-- +goose Up
-- The tables of cases that the register reads, in their least form, for as long as the migration of cases does not make them. This file
-- goes when 00001_cases.sql does.
CREATE TABLE case_order (
    case_number text NOT NULL,
    no int NOT NULL,
    kind text NOT NULL,
    safety boolean NOT NULL,
    institution text,
    opened_on date NOT NULL,
    due_on date,
    lifted_on date,
    PRIMARY KEY (case_number, no)
);
CREATE INDEX case_order_institution ON case_order (institution) WHERE institution IS NOT NULL;
CREATE TABLE decision (
    case_number text NOT NULL,
    number text NOT NULL,
    version int NOT NULL,
    decided_on date NOT NULL,
    in_force boolean NOT NULL,
    PRIMARY KEY (case_number, version)
);
CREATE TABLE decision_party (
    case_number text NOT NULL,
    version int NOT NULL,
    party int NOT NULL,
    institution text,
    PRIMARY KEY (case_number, version, party)
);
CREATE INDEX decision_party_institution ON decision_party (institution) WHERE institution IS NOT NULL;

-- +goose Down
DROP TABLE decision_party, decision, case_order;
