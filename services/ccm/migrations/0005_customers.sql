-- What is kept of a customer is looked up when they are erased.
CREATE INDEX session_customer ON session (tenant, customer_id);
CREATE INDEX outbound_customer ON outbound (tenant, customer_id);
