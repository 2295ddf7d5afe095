-- Rows of the log in which something is said.
CREATE TABLE said (
    id {{identity}},
    tenant TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    name TEXT NOT NULL,
    speaker TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE UNIQUE INDEX said_place ON said (tenant, conversation_id, seq);
-- Whose conversations they are.
CREATE TABLE topic (
    tenant TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    customer_name TEXT NOT NULL,
    -- Number up to which everything is erased: what comes late does not come back.
    erased BIGINT NOT NULL,
    PRIMARY KEY (tenant, conversation_id)
);
CREATE INDEX topic_customer ON topic (tenant, customer_id);
-- Agents who took part.
CREATE TABLE seat (
    tenant TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    PRIMARY KEY (tenant, conversation_id, agent_id)
);
-- Who is in which team, as unified-admin says.
CREATE TABLE member (
    tenant TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    team_id TEXT NOT NULL,
    PRIMARY KEY (tenant, agent_id)
);
CREATE INDEX member_team ON member (tenant, team_id);
-- How far the log of before has been read: the last conversation.
CREATE TABLE backfill (
    one BIGINT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    done BIGINT NOT NULL
);
-- The words only: what was said lies in the rows. Marks are letters, as in Hindi; the service has folded what does not count.
CREATE VIRTUAL TABLE said_words USING fts5 (words, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'");
