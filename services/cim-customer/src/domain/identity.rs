//! Under what a customer turns up on channels.

use ids::Ms;

/// One identity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) channel_type: String,
    pub(crate) identifier: String,
    /// 0 for those of before this was kept.
    pub(crate) added_at: Ms,
    /// The identifier that its provider told together with it; empty if it came by itself.
    pub(crate) via: String,
    /// Who linked it by hand; empty if it came by itself.
    pub(crate) linked_by: String,
    /// Whose it was before that.
    pub(crate) linked_from: String,
}
