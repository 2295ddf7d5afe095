-- Messages of which nobody knows are few, and looked for every few seconds.
CREATE INDEX outbound_in_doubt ON outbound (ended_at) WHERE state = 'UNKNOWN';
