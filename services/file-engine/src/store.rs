//! Every SQL statement of this service.

use db::{Db, Migration, Migrations, Row, Tx, Value, params};
use ids::{Ms, TenantId};

use crate::domain::{File, FileState, Uploader};

#[cfg(test)]
mod contract;

/// The tables of this service.
pub(crate) fn migrations() -> Migrations {
    Migrations::new([Migration { version: 1, name: "files", sql: include_str!("../migrations/0001_files.sql") }])
        .and(runtime::objects::migrations())
}

/// Everything a [`File`] has, in its order.
const COLUMNS: &str = "tenant, id, state, reason, name, mime, size, sha256, width, height, uploader, uploader_id, origin, channel_type, \
                       conversation_id, customer_id, message_id, created_at";

/// Which files a list is of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) state: Option<FileState>,
    pub(crate) conversation_id: Option<String>,
    pub(crate) customer_id: Option<String>,
    /// Ids before this one: they are ordered by time.
    pub(crate) before: Option<String>,
}

/// Whose files are erased.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Whose<'a> {
    File(&'a str),
    Conversation(&'a str),
    Customer(&'a str),
}

/// The store. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Store(Db);

impl Store {
    pub(crate) fn new(db: &Db) -> Self {
        Self(db.clone())
    }

    pub(crate) async fn begin(&self) -> db::Result<Tx> {
        self.0.begin().await
    }

    async fn change(&self, sql: &'static str, params: &[Value]) -> db::Result<bool> {
        Ok(self.count(sql, params).await? > 0)
    }

    async fn count(&self, sql: &'static str, params: &[Value]) -> db::Result<u64> {
        self.0.execute(sql, params).await
    }

    /// Adds a pending file that is given up at `due_at`.
    pub(crate) async fn add(&self, file: &File, begun: bool, due_at: Ms) -> db::Result<()> {
        let sql =
            "INSERT INTO file (tenant, id, state, reason, name, mime, size, sha256, width, height, key_id, uploader, uploader_id, origin,
                       channel_type, conversation_id, customer_id, message_id, created_at, begun, due_at)
                   VALUES ($1, $2, $3, '', $4, $5, $6, '', 0, 0, '', $7, $8, $9, $10, $11, $12, '', $13, $14, $15)";
        let params = params![
            &file.tenant,
            &file.id,
            file.state.as_str(),
            &file.name,
            &file.mime,
            file.size,
            file.uploader.as_str(),
            &file.uploader_id,
            &file.origin,
            &file.channel_type,
            &file.conversation_id,
            &file.customer_id,
            file.created_at,
            begun,
            due_at,
        ];
        self.count(sql, &params).await.map(|_| ())
    }

    pub(crate) async fn get(&self, tenant: &TenantId, id: &str) -> db::Result<Option<File>> {
        let sql = format!("SELECT {COLUMNS} FROM file WHERE tenant = $1 AND id = $2");
        self.0.query_one(sql, &params![tenant, id]).await?.map(|row| file(&row)).transpose()
    }

    /// Announced files of a conversation that no message names.
    pub(crate) async fn waiting(&self, tenant: &TenantId, conversation_id: &str) -> db::Result<i64> {
        let sql = "SELECT COUNT(*) FROM file WHERE tenant = $1 AND conversation_id = $2 AND message_id = '' AND state IN ('PENDING', 'AVAILABLE')";
        self.0.query_one(sql, &params![tenant, conversation_id]).await?.map_or(Ok(0), |row| row.get(0))
    }

    /// Takes an announced file to write it; false if somebody has, or its time is over.
    pub(crate) async fn take(&self, tenant: &TenantId, id: &str, (now, due_at): (Ms, Ms)) -> db::Result<bool> {
        let sql =
            "UPDATE file SET begun = 1, due_at = $4 WHERE tenant = $1 AND id = $2 AND state = 'PENDING' AND begun = 0 AND due_at > $3";
        self.change(sql, &params![tenant, id, now, due_at]).await
    }

    /// Says that bytes still come; false if the file was given up meanwhile.
    pub(crate) async fn keep(&self, tenant: &TenantId, id: &str, due_at: Ms) -> db::Result<bool> {
        let sql = "UPDATE file SET due_at = $3 WHERE tenant = $1 AND id = $2 AND state = 'PENDING'";
        self.change(sql, &params![tenant, id, due_at]).await
    }

    /// Ends an upload: what the file is, and its state; false if it was given up or erased meanwhile.
    pub(crate) async fn finish(&self, file: &File) -> db::Result<bool> {
        let sql =
            "UPDATE file SET state = $3, reason = $4, name = $5, mime = $6, size = $7, sha256 = $8, width = $9, height = $10, due_at = 0
                   WHERE tenant = $1 AND id = $2 AND state = 'PENDING'";
        let state = file.state.as_str();
        let params =
            params![&file.tenant, &file.id, state, &file.reason, &file.name, &file.mime, file.size, &file.sha256, file.width, file.height];
        self.change(sql, &params).await
    }

    /// Notes the first message that names a file.
    pub(crate) async fn attach(&self, tenant: &TenantId, id: &str, message_id: &str) -> db::Result<()> {
        let sql = "UPDATE file SET message_id = $3 WHERE tenant = $1 AND id = $2 AND message_id = ''";
        self.change(sql, &params![tenant, id, message_id]).await.map(|_| ())
    }

    /// Lets a file out of quarantine, as it is now; false if it is not there.
    pub(crate) async fn release(&self, file: &File) -> db::Result<bool> {
        let sql = "UPDATE file SET state = 'AVAILABLE', name = $3, mime = $4, size = $5, sha256 = $6, width = $7, height = $8
                   WHERE tenant = $1 AND id = $2 AND state = 'QUARANTINED'";
        let params = params![&file.tenant, &file.id, &file.name, &file.mime, file.size, &file.sha256, file.width, file.height];
        self.change(sql, &params).await
    }

    /// Takes files from everybody, for their bytes to be erased; answers how many.
    pub(crate) async fn condemn(tx: &mut Tx, tenant: &TenantId, whose: Whose<'_>) -> db::Result<u64> {
        let (sql, id) = match whose {
            Whose::File(id) => {
                ("UPDATE file SET state = 'ERASING' WHERE tenant = $1 AND id = $2 AND state NOT IN ('ERASING', 'ERASED')", id)
            }
            Whose::Conversation(id) => {
                ("UPDATE file SET state = 'ERASING' WHERE tenant = $1 AND conversation_id = $2 AND state NOT IN ('ERASING', 'ERASED')", id)
            }
            Whose::Customer(id) => {
                ("UPDATE file SET state = 'ERASING' WHERE tenant = $1 AND customer_id = $2 AND state NOT IN ('ERASING', 'ERASED')", id)
            }
        };
        tx.execute(sql, &params![tenant, id]).await
    }

    /// Takes files from everybody that are older than their channel keeps them.
    pub(crate) async fn condemn_old(&self, tenant: &TenantId, channel_type: &str, before: Ms) -> db::Result<u64> {
        let sql = "UPDATE file SET state = 'ERASING' WHERE tenant = $1 AND channel_type = $2 AND created_at < $3
                   AND state NOT IN ('PENDING', 'ERASING', 'ERASED')";
        self.count(sql, &params![tenant, channel_type, before]).await
    }

    /// Takes uploads that died and files that no message names.
    pub(crate) async fn condemn_lost(&self, now: Ms, unattached_before: Ms) -> db::Result<u64> {
        let sql = "UPDATE file SET state = 'ERASING' WHERE (state = 'PENDING' AND due_at < $1)
                   OR (state = 'AVAILABLE' AND message_id = '' AND uploader <> 'SERVICE' AND created_at < $2)";
        self.count(sql, &params![now, unattached_before]).await
    }

    /// Files whose bytes are to be erased.
    pub(crate) async fn condemned(&self, limit: i64) -> db::Result<Vec<(TenantId, String)>> {
        let rows =
            self.0.query("SELECT tenant, id FROM file WHERE state = 'ERASING' ORDER BY tenant, id LIMIT $1", &params![limit]).await?;
        rows.iter().map(|row| Ok((TenantId::new(row.get::<String>(0)?), row.get(1)?))).collect()
    }

    /// Forgets what a file was; its id stays, so that whoever asks hears that it is gone.
    pub(crate) async fn erased(&self, tenant: &TenantId, id: &str) -> db::Result<()> {
        let sql = "UPDATE file SET state = 'ERASED', reason = '', name = '', sha256 = '', origin = '', uploader_id = '', customer_id = '', size = 0,
                       width = 0, height = 0, due_at = 0 WHERE tenant = $1 AND id = $2 AND state = 'ERASING'";
        self.change(sql, &params![tenant, id]).await.map(|_| ())
    }

    /// Forgets that there were files that came to nothing, or are gone for long.
    pub(crate) async fn forget(&self, before: Ms) -> db::Result<u64> {
        self.count("DELETE FROM file WHERE state IN ('REFUSED', 'ERASED') AND created_at < $1", &params![before]).await
    }

    /// Tenants and the kinds of channels they have files of.
    pub(crate) async fn origins(&self) -> db::Result<Vec<(TenantId, String)>> {
        let rows = self.0.query("SELECT DISTINCT tenant, channel_type FROM file", &[]).await?;
        rows.iter().map(|row| Ok((TenantId::new(row.get::<String>(0)?), row.get(1)?))).collect()
    }

    /// Files, newest first.
    pub(crate) async fn list(&self, tenant: &TenantId, wanted: &Wanted, limit: i64) -> db::Result<Vec<File>> {
        let mut params: Vec<Value> = vec![tenant.into(), limit.into()];
        let mut conditions = vec!["tenant = $1".to_owned()];
        let state = wanted.state.map(|state| state.as_str().to_owned());
        for (column, value) in [
            ("state =", &state),
            ("conversation_id =", &wanted.conversation_id),
            ("customer_id =", &wanted.customer_id),
            ("id <", &wanted.before),
        ] {
            if let Some(value) = value {
                params.push(value.into());
                conditions.push(format!("{column} ${}", params.len()));
            }
        }
        let sql = format!("SELECT {COLUMNS} FROM file WHERE {} ORDER BY id DESC LIMIT $2", conditions.join(" AND "));
        self.0.query(sql, &params).await?.iter().map(file).collect()
    }
}

fn file(row: &Row) -> db::Result<File> {
    Ok(File {
        tenant: TenantId::new(row.get::<String>(0)?),
        id: row.get(1)?,
        state: FileState::parse(&row.get::<String>(2)?),
        reason: row.get(3)?,
        name: row.get(4)?,
        mime: row.get(5)?,
        size: row.get(6)?,
        sha256: row.get(7)?,
        width: row.get(8)?,
        height: row.get(9)?,
        uploader: Uploader::parse(&row.get::<String>(10)?),
        uploader_id: row.get(11)?,
        origin: row.get(12)?,
        channel_type: row.get(13)?,
        conversation_id: row.get(14)?,
        customer_id: row.get(15)?,
        message_id: row.get(16)?,
        created_at: row.get(17)?,
    })
}
