-- Files of customers' messages: how often each was asked for, and what became of it.
CREATE TABLE customer_file (
    tenant TEXT NOT NULL,
    thing_id TEXT NOT NULL,
    -- Which of the message's files.
    place BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    -- What is kept, or why nothing is; empty while it is tried.
    outcome TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, thing_id, place)
);
CREATE INDEX customer_file_age ON customer_file (changed_at);

-- The file of a message as its provider knows it: brought once, however often the message is tried.
ALTER TABLE send ADD COLUMN media TEXT NOT NULL DEFAULT '';
