//! What the two engines say differently: everything of it is here.

use db::Engine;
use std::fmt::Write as _;

use super::words::{Term, Word};

/// The tables, in the engine's own words.
pub(super) fn tables(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => include_str!("../../migrations/search/0001_sqlite.sql"),
        Engine::Postgres => include_str!("../../migrations/search/0001_postgres.sql"),
    }
}

/// A text's words, as the engine keeps them.
pub(super) fn kept(engine: Engine, words: &[Word]) -> String {
    let mut text = String::new();
    for (index, word) in words.iter().enumerate() {
        let space = if index == 0 { "" } else { " " };
        // Writing into a String cannot fail.
        let _infallible = match engine {
            Engine::Sqlite => write!(text, "{space}{}", word.folded),
            // Letters and marks only: nothing in it needs to be quoted. Positions end where the engine's do.
            Engine::Postgres => write!(text, "{space}'{}':{}", word.folded, (index + 1).min(16_383)),
        };
    }
    text
}

/// What is looked for, as the engine asks for it. All terms must be there.
pub(super) fn asked(engine: Engine, terms: &[Term]) -> String {
    let (and, side_by_side, quote, open) = match engine {
        Engine::Sqlite => (" AND ", " ", "", "*"),
        Engine::Postgres => (" & ", " <-> ", "'", ":*"),
    };
    let one = |term: &Term| {
        let words: Vec<_> = term.words.iter().map(|word| format!("{quote}{word}{quote}")).collect();
        let words = words.join(side_by_side);
        let open = if term.open { open } else { "" };
        match engine {
            Engine::Sqlite => format!("\"{words}\"{open}"),
            Engine::Postgres => format!("({words}{open})"),
        }
    };
    terms.iter().map(one).collect::<Vec<_>>().join(and)
}

/// Notes whose conversations they are: a JSON array `$1`, each conversation once.
pub(super) fn put_topics(engine: Engine) -> &'static str {
    macro_rules! sql {
        ($rows:literal) => {
            concat!(
                "INSERT INTO topic (tenant, conversation_id, customer_id, customer_name, erased) ",
                $rows,
                " ON CONFLICT (tenant, conversation_id) DO UPDATE SET customer_id = excluded.customer_id,
                     customer_name = CASE WHEN excluded.customer_name = '' THEN topic.customer_name ELSE excluded.customer_name END
                  WHERE topic.customer_id <> excluded.customer_id OR excluded.customer_name NOT IN ('', topic.customer_name)"
            )
        };
    }
    match engine {
        Engine::Sqlite => sql!(
            "SELECT value ->> 'tenant', value ->> 'conversation_id', value ->> 'customer_id', value ->> 'customer_name', 0 FROM json_each($1) WHERE TRUE"
        ),
        Engine::Postgres => sql!(
            "SELECT tenant, conversation_id, customer_id, customer_name, 0 FROM jsonb_to_recordset(CAST($1 AS JSONB))
             AS row (tenant TEXT, conversation_id TEXT, customer_id TEXT, customer_name TEXT)"
        ),
    }
}

/// Notes who takes part: a JSON array `$1`.
pub(super) fn put_seats(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => {
            "INSERT INTO seat (tenant, conversation_id, agent_id)
             SELECT value ->> 'tenant', value ->> 'conversation_id', value ->> 'agent_id' FROM json_each($1) WHERE TRUE ON CONFLICT DO NOTHING"
        }
        Engine::Postgres => {
            "INSERT INTO seat (tenant, conversation_id, agent_id)
             SELECT tenant, conversation_id, agent_id FROM jsonb_to_recordset(CAST($1 AS JSONB))
             AS row (tenant TEXT, conversation_id TEXT, agent_id TEXT) ON CONFLICT DO NOTHING"
        }
    }
}

/// Makes what was said findable: a JSON array `$1`, for each of the statements.
pub(super) fn put_said(engine: Engine) -> &'static [&'static str] {
    match engine {
        // The words of a row that is there already are there too.
        Engine::Sqlite => &[
            "INSERT INTO said (tenant, conversation_id, seq, at, name, speaker, text)
             SELECT r.value ->> 'tenant', r.value ->> 'conversation_id', r.value ->> 'seq', r.value ->> 'at', r.value ->> 'name', r.value ->> 'speaker',
                 r.value ->> 'text'
             FROM json_each($1) r WHERE NOT EXISTS (SELECT 1 FROM topic t WHERE t.tenant = r.value ->> 'tenant'
                 AND t.conversation_id = r.value ->> 'conversation_id' AND t.erased >= r.value ->> 'seq') ON CONFLICT DO NOTHING",
            "INSERT INTO said_words (rowid, words)
             SELECT s.id, r.value ->> 'words' FROM json_each($1) r CROSS JOIN said s ON s.tenant = r.value ->> 'tenant'
                 AND s.conversation_id = r.value ->> 'conversation_id' AND s.seq = r.value ->> 'seq'
             WHERE NOT EXISTS (SELECT 1 FROM said_words w WHERE w.rowid = s.id)",
        ],
        Engine::Postgres => &["INSERT INTO said (tenant, conversation_id, seq, at, name, speaker, text, words)
             SELECT r.tenant, r.conversation_id, r.seq, r.at, r.name, r.speaker, r.text, CAST(r.words AS TSVECTOR)
             FROM jsonb_to_recordset(CAST($1 AS JSONB)) AS r (tenant TEXT, conversation_id TEXT, seq BIGINT, at BIGINT, name TEXT, speaker TEXT,
                 text TEXT, words TEXT)
             WHERE NOT EXISTS (SELECT 1 FROM topic t WHERE t.tenant = r.tenant AND t.conversation_id = r.conversation_id AND t.erased >= r.seq)
             ON CONFLICT DO NOTHING"],
    }
}

/// Takes the words of all rows of a conversation away: of the tenant `$1` and the conversation `$2`, before the rows go.
pub(super) fn take(engine: Engine) -> Option<&'static str> {
    match engine {
        Engine::Sqlite => {
            Some("DELETE FROM said_words WHERE rowid IN (SELECT id FROM said WHERE tenant = $1 AND conversation_id = $2 AND seq <= $3)")
        }
        // They lie in the rows.
        Engine::Postgres => None,
    }
}

/// From where rows `s` come that have what `$2` asks for, with their conversations `t`.
pub(super) fn found(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => {
            "FROM said_words f JOIN said s ON s.id = f.rowid JOIN topic t ON t.tenant = s.tenant AND t.conversation_id = s.conversation_id
             WHERE said_words MATCH $2 AND s.tenant = $1"
        }
        Engine::Postgres => {
            "FROM said s JOIN topic t ON t.tenant = s.tenant AND t.conversation_id = s.conversation_id
             WHERE s.words @@ CAST($2 AS TSQUERY) AND s.tenant = $1"
        }
    }
}
