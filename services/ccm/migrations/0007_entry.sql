-- Whoever came by an advertisement may be written to for longer than the channel's window: until then.
ALTER TABLE reach ADD COLUMN open_until BIGINT NOT NULL DEFAULT 0;
