-- A customer that became part of another one.
CREATE TABLE customer_alias (
    tenant TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    merged_into TEXT NOT NULL,
    -- Number of the last event about it.
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, customer_id)
);
CREATE INDEX customer_alias_into ON customer_alias (tenant, merged_into);

-- Who was merged by whom and why, with what it takes to part them again.
CREATE TABLE customer_merge (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    winner TEXT NOT NULL,
    loser TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    evidence TEXT NOT NULL,
    kept TEXT NOT NULL,
    -- 0 while it stands.
    undone_at BIGINT NOT NULL,
    undone_by TEXT NOT NULL,
    undo_reason TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX customer_merge_winner ON customer_merge (tenant, winner);
CREATE INDEX customer_merge_loser ON customer_merge (tenant, loser);

-- What is known of two customers: that a provider says they are one (HINT), or that somebody said they are not (NOT_SAME).
CREATE TABLE likeness (
    tenant TEXT NOT NULL,
    -- The smaller of both ids.
    one TEXT NOT NULL,
    other TEXT NOT NULL,
    state TEXT NOT NULL,
    evidence TEXT NOT NULL,
    actor TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, one, other)
);
CREATE INDEX likeness_other ON likeness (tenant, other);

ALTER TABLE identity ADD COLUMN added_at BIGINT NOT NULL DEFAULT 0;
-- The identifier that a provider told together with it, by which it found its customer.
ALTER TABLE identity ADD COLUMN via TEXT NOT NULL DEFAULT '';
-- Who put it there by hand, and whose it was.
ALTER TABLE identity ADD COLUMN linked_by TEXT NOT NULL DEFAULT '';
ALTER TABLE identity ADD COLUMN linked_from TEXT NOT NULL DEFAULT '';
