//! Under what customers turn up on channels.

use db::{Row, Tx, params};
use ids::TenantId;

use super::{COLUMNS, Store, customer};
use crate::domain::customer::Customer;
use crate::domain::identity::Identity;

impl Store {
    /// The customer of an identity.
    pub(crate) async fn identity(&self, tenant: &TenantId, channel_type: &str, identifier: &str) -> db::Result<Option<Customer>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM identity i JOIN customer c ON c.tenant = i.tenant AND c.id = i.customer_id
             WHERE i.tenant = $1 AND i.channel_type = $2 AND i.identifier = $3"
        );
        self.db.query_one(sql, &params![tenant, channel_type, identifier]).await?.map(|row| customer(&row)).transpose()
    }

    /// Adds an identity; false if somebody has it.
    pub(crate) async fn add_identity(&self, tx: &mut Tx, tenant: &TenantId, identity: &Identity, customer: &str) -> db::Result<bool> {
        let sql = "INSERT INTO identity (tenant, channel_type, identifier, customer_id, added_at, via, linked_by, linked_from)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant, channel_type, identifier) DO NOTHING";
        let Identity { channel_type, identifier, added_at, via, linked_by, linked_from } = identity;
        let params = params![tenant, channel_type, identifier, customer, *added_at, via, linked_by, linked_from];
        Ok(tx.execute(sql, &params).await? > 0)
    }

    /// A customer's identities, oldest first.
    pub(crate) async fn identities(&self, tenant: &TenantId, customer: &str) -> db::Result<Vec<Identity>> {
        self.db.query(IDENTITIES, &params![tenant, customer]).await?.iter().map(identity).collect()
    }

    /// The same, as the transaction sees them.
    pub(crate) async fn identities_in(tx: &mut Tx, tenant: &TenantId, customer: &str) -> db::Result<Vec<Identity>> {
        tx.query(IDENTITIES, &params![tenant, customer]).await?.iter().map(identity).collect()
    }

    /// Gives one identity to a customer, by hand of somebody.
    pub(crate) async fn link_identity(
        &self,
        tx: &mut Tx,
        tenant: &TenantId,
        identity: &Identity,
        (from, to): (&str, &str),
    ) -> db::Result<bool> {
        let sql = "UPDATE identity SET customer_id = $4, added_at = $6, via = '', linked_by = $7, linked_from = $5
                   WHERE tenant = $1 AND channel_type = $2 AND identifier = $3 AND customer_id = $5";
        let params = params![tenant, &identity.channel_type, &identity.identifier, to, from, identity.added_at, &identity.linked_by];
        Ok(tx.execute(sql, &params).await? > 0)
    }

    /// Gives identities to another customer; when they came stays as it was.
    pub(crate) async fn move_identities(&self, tx: &mut Tx, tenant: &TenantId, identities: &[Identity], to: &str) -> db::Result<()> {
        let sql = "UPDATE identity SET customer_id = $4 WHERE tenant = $1 AND channel_type = $2 AND identifier = $3";
        for identity in identities {
            tx.execute(sql, &params![tenant, &identity.channel_type, &identity.identifier, to]).await?;
        }
        Ok(())
    }
}

const IDENTITIES: &str = "SELECT channel_type, identifier, added_at, via, linked_by, linked_from FROM identity
                          WHERE tenant = $1 AND customer_id = $2 ORDER BY added_at, channel_type, identifier";

fn identity(row: &Row) -> db::Result<Identity> {
    Ok(Identity {
        channel_type: row.get(0)?,
        identifier: row.get(1)?,
        added_at: row.get(2)?,
        via: row.get(3)?,
        linked_by: row.get(4)?,
        linked_from: row.get(5)?,
    })
}
