-- A conversation that ends is looked up among all open ones.
CREATE INDEX open_conversation_id ON open_conversation (tenant, conversation_id);
