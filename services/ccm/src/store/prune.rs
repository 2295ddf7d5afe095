//! What is over for long enough is forgotten; what is still under way never is.

use db::params;
use ids::Ms;

use super::Store;

/// Each with one parameter: what ended before it goes.
const OLD: [&str; 4] = [
    // A thing of which only the door or the log has told lacks the connector's times; it is as old as what is known of it.
    "DELETE FROM inbound WHERE (received_at < $1 OR (received_at IS NULL AND (handed_at < $1 OR appended_at < $1)))
     AND (appended_at IS NOT NULL OR rejected_at IS NOT NULL)",
    "DELETE FROM outbound WHERE created_at < $1 AND state <> 'PENDING'",
    "DELETE FROM provider_status WHERE at < $1",
    "DELETE FROM session WHERE ended_at < $1 AND NOT EXISTS
     (SELECT 1 FROM live_session WHERE live_session.tenant = session.tenant AND live_session.session_id = session.id)",
];

impl Store {
    /// Forgets what ended before that time; answers how many rows went.
    pub(crate) async fn prune(&self, before: Ms) -> db::Result<u64> {
        let mut gone = 0;
        for sql in OLD {
            // A transaction each: whoever writes waits for one table at a time.
            gone += self.db.execute(sql, &params![before]).await?;
        }
        Ok(gone)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::net::TcpStream;

    use db::{Db, Durability, Location};

    use super::*;
    use crate::store::migrations;

    const SERVER: &str = "postgres://postgres@127.0.0.1:5432/postgres";

    /// Runs the test on a file, and in a schema of a server where there is one.
    pub(in crate::store) async fn everywhere(test: impl AsyncFn(&Store, &Db)) {
        let folder = tempfile::tempdir().unwrap();
        let mut places = vec![Location::File(folder.path().join("ccm.sqlite"))];
        if TcpStream::connect("127.0.0.1:5432").is_ok() {
            places.push(Location::Schema { url: SERVER.to_owned(), schema: format!("ccm_{}", ids::new_id().replace('-', "")) });
        }
        for place in places {
            let db = Db::new(&place, Durability::Lazy).unwrap();
            db.migrate(&migrations()).await.unwrap();
            test(&Store::new(db.clone()), &db).await;
            if let Location::Schema { schema, .. } = &place {
                let mut tx = db.begin().await.unwrap();
                tx.execute(format!("DROP SCHEMA \"{schema}\" CASCADE"), &[]).await.unwrap();
                tx.commit().await.unwrap();
            }
            db.close().await;
        }
    }

    async fn fill(db: &Db) {
        let inbound = |id: &str, received: &str, handed: &str, appended: &str| {
            format!(
                "INSERT INTO inbound (tenant, id, channel_id, provider_message_id, kind, conversation_id, seq, received_at, reason, duplicates, handed_at, appended_at)
                 VALUES ('a', '{id}', 'c', '', '', '', 0, {received}, '', 0, {handed}, {appended})"
            )
        };
        let outbound = |id: &str, state: &str, at: i64| {
            format!(
                "INSERT INTO outbound (tenant, id, pod, channel_id, customer_identifier, customer_id, session_id, conversation_id, seq, message_id, state,
                 status, noticed, provider_message_id, error_code, error_class, error_text, attempts, again_of, by_whom, created_at)
                 VALUES ('a', '{id}', '', 'c', '', '', '', '', 0, '', '{state}', '', '', '', '', '', '', 0, '', '', {at})"
            )
        };
        let session = |id: &str, ended: &str| {
            format!(
                "INSERT INTO session (tenant, id, channel_id, service_identifier, customer_identifier, customer_id, customer_name, conversation_id, state,
                 reason_code, started_at, ended_at, announced, data) VALUES ('a', '{id}', 'c', '', '', '', '', '', '', '', 1, {ended}, 1, '')"
            )
        };
        let mut tx = db.begin().await.unwrap();
        for sql in [
            inbound("old", "10", "11", "12"),
            inbound("old-and-open", "10", "NULL", "NULL"),
            inbound("old-and-untold", "NULL", "10", "11"),
            inbound("new", "200", "201", "202"),
            outbound("old", "SENT", 10),
            outbound("old-and-open", "PENDING", 10),
            outbound("new", "SENT", 200),
            session("old", "10"),
            session("old-and-live", "NULL"),
            session("new", "200"),
            "INSERT INTO provider_status VALUES ('a', 'c', 'old', '', 10, '', '', '')".to_owned(),
            "INSERT INTO provider_status VALUES ('a', 'c', 'new', '', 200, '', '', '')".to_owned(),
        ] {
            tx.execute(sql, &[]).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    #[tokio::test]
    async fn what_is_over_for_long_is_forgotten_and_what_is_open_is_not_however_old() {
        everywhere(async |store, db| {
            fill(db).await;
            assert_eq!(store.prune(100).await.unwrap(), 5);
            assert_eq!(store.prune(100).await.unwrap(), 0);
            let left = async |sql: &str| {
                let rows = db.query(sql.to_owned(), &[]).await.unwrap();
                rows.iter().map(|row| row.get::<String>(0).unwrap()).collect::<Vec<_>>()
            };
            assert_eq!(left("SELECT id FROM inbound ORDER BY id").await, ["new", "old-and-open"]);
            assert_eq!(left("SELECT id FROM outbound ORDER BY id").await, ["new", "old-and-open"]);
            assert_eq!(left("SELECT id FROM session ORDER BY id").await, ["new", "old-and-live"]);
            assert_eq!(left("SELECT provider_message_id FROM provider_status").await, ["new"]);
        })
        .await;
    }
}
