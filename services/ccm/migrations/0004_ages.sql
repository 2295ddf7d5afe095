-- What is old is found without a look at everything.
CREATE INDEX inbound_age ON inbound (received_at);
CREATE INDEX outbound_age ON outbound (created_at);
CREATE INDEX session_age ON session (ended_at);
CREATE INDEX status_age ON provider_status (at);
