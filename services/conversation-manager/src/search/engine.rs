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

/// Puts a row's words where the engine finds them: of the row `$1` and the words `$2`.
pub(super) fn put(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "INSERT INTO said_words (rowid, words) VALUES ($1, $2)",
        Engine::Postgres => "UPDATE said SET words = CAST($2 AS TSVECTOR) WHERE id = $1",
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
