-- +goose Up
-- Documents that the district loads without a release, each version kept: who loaded it, and when. Insert only.
CREATE TABLE setting (
    kind text NOT NULL,
    version bigint NOT NULL,
    loaded_by text NOT NULL,
    at timestamptz NOT NULL,
    content text NOT NULL,
    PRIMARY KEY (kind, version)
);

-- +goose Down
DROP TABLE setting;
