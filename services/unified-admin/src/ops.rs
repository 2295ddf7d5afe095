//! What this service does, one behaviour a file.

/// Creates a tenant's first administrator and a link to sign in with.
pub(crate) mod add_administrator;
/// Whoever has a second factor gives a code of it.
pub(crate) mod check_code;
/// A second factor is given up.
pub(crate) mod drop_second_factor;
/// Sessions end before their time.
pub(crate) mod end_sessions;
/// A second factor is set up.
pub(crate) mod enrol_second_factor;
/// An empty installation gets people to sign in as.
pub(crate) mod first_start;
/// What a change of documents must respect beyond the document itself.
pub(crate) mod guards;
/// A new one-time link for a user.
pub(crate) mod issue_link;
/// Sessions: how they begin.
pub(crate) mod open_session;
/// The operator's token becomes an access token.
pub(crate) mod operator_sign_in;
/// Deletes what is out of date.
pub(crate) mod prune;
/// A page of the audit log.
pub(crate) mod read_audit;
/// A change of configuration enters the audit log.
pub(crate) mod record_change;
/// A refresh token is traded for a new session document.
pub(crate) mod refresh;
/// A user chooses a password.
pub(crate) mod set_password;
/// User name and password become a session.
pub(crate) mod sign_in;
/// A session ends.
pub(crate) mod sign_out;
/// A one-time link becomes a session.
pub(crate) mod use_link;
