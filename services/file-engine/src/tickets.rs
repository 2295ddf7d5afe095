//! Addresses to which one file may be uploaded, once.

use ids::TenantId;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::state::State;

/// Milliseconds until an announced upload must have begun.
pub(crate) const LIFE: ids::Ms = 600_000;
/// What tickets are for; no other token of ours says so.
const AUDIENCE: &str = "file-upload";

#[derive(Debug, Serialize, Deserialize)]
struct Ticket {
    aud: String,
    tid: String,
    fid: String,
    /// Seconds since the epoch.
    exp: i64,
}

/// The address for the bytes of an announced file.
pub(crate) fn address(state: &State, tenant: &TenantId, file_id: &str) -> errors::Result<String> {
    let ticket = Ticket {
        aud: AUDIENCE.to_owned(),
        tid: tenant.as_str().to_owned(),
        fid: file_id.to_owned(),
        exp: (state.clock.now() + LIFE) / 1000,
    };
    Ok(format!("/file-engine/v1/files/{file_id}/content?ticket={}", auth::sign(state.tokens.key(), &ticket)?))
}

/// The tenant of a ticket for that file; only this service's own count.
pub(crate) fn tenant(state: &State, file_id: &str, ticket: &str) -> errors::Result<TenantId> {
    let ticket: Ticket = auth::verify(state.tokens.keyring(), ticket, AUDIENCE, state.tokens.key().id())?;
    if ticket.fid != file_id {
        return Err(Error::NoFile(file_id.to_owned()).into());
    }
    Ok(TenantId::new(ticket.tid))
}
