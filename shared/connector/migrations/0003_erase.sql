-- What an erased customer sent is found by who they were: things by their lane, requests by their things.
ALTER TABLE thing ADD COLUMN webhook BIGINT NOT NULL DEFAULT 0;
CREATE INDEX thing_lane ON thing (tenant, lane);
CREATE INDEX thing_item ON thing (webhook) WHERE kind = 'ITEM';

-- Requests that brought something that was there already: its row names the first one only.
CREATE TABLE repeated (
    tenant TEXT NOT NULL,
    lane TEXT NOT NULL,
    webhook BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, lane, webhook)
);
CREATE INDEX repeated_age ON repeated (at);
