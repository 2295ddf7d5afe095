//! A file leaves quarantine, because somebody who may decide that says it is harmless.

use ids::Principal;

use super::attach_file::get_file;
use super::receive_file::redraw;
use crate::domain::{Family, File, FileState, kind};
use crate::error::Error;
use crate::state::State;

pub(crate) async fn release_file(state: &State, by: &Principal, id: &str) -> Result<File, Error> {
    let mut file = get_file(state, &by.tenant, id).await?;
    if file.state != FileState::Quarantined {
        return Err(Error::NotQuarantined);
    }
    // It was stopped before it was drawn.
    if let Some(kind) = kind(&file.mime).filter(|kind| kind.family == Family::Image && !file.has_thumbnail()) {
        redraw(state, &mut file, kind).await?;
    }
    if !state.store.release(&file).await? {
        return Err(Error::NotQuarantined);
    }
    tracing::warn!(file = id, actor = &*by.actor, "a file was let out of quarantine");
    get_file(state, &by.tenant, id).await
}
