-- +goose Up
-- A case of a department, opened when it signed a lead.
CREATE TABLE cases (
    number text PRIMARY KEY,   -- <district>-<department>-<year>-<number>
    lead text NOT NULL,
    department text NOT NULL,
    opened_at timestamptz NOT NULL,
    UNIQUE (lead, department)
);
CREATE INDEX cases_department ON cases (department, opened_at);

CREATE SEQUENCE case_number;

-- +goose Down
DROP TABLE cases;
DROP SEQUENCE case_number;
