-- What was decided with the events beside it: [[milliseconds, command], …], JSON. Null in rows of earlier versions.
ALTER TABLE routing_log ADD COLUMN commands TEXT;
