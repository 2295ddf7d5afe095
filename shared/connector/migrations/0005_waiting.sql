-- What waits is found in its order without a look at what is done; nothing else asks for things by their state.
CREATE INDEX thing_waiting ON thing (pos, lane) WHERE state = 'OPEN';
CREATE INDEX thing_held ON thing (due_at, lane) WHERE state = 'OPEN';
DROP INDEX thing_open;
