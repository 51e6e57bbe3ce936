-- +goose Up
-- How often each thing happened, by month (China time) and department; department '' is the district as a whole.
CREATE TABLE tally (
    month date NOT NULL,
    department text NOT NULL,
    kind text NOT NULL,
    n bigint NOT NULL CHECK (n > 0),
    PRIMARY KEY (month, department, kind)
);

-- +goose Down
DROP TABLE tally;
