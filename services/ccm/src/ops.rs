//! What the service does, one behaviour a file.

/// The customer or the core ends a session.
pub(crate) mod end_session;
/// Ends of attempts and what providers say afterwards.
pub(crate) mod follow_delivery;
/// Which hosts belong to which tenant, as unified-admin announces it.
pub(crate) mod follow_tenants;
/// A customer was erased.
pub(crate) mod forget_customer;
/// The channel behind a service identifier.
pub(crate) mod get_channel;
/// A customer's live or newest session.
pub(crate) mod get_session;
/// Keys and tokens of accounts at providers.
pub(crate) mod keep_secrets;
/// What the customer may see.
pub(crate) mod read_outbound;
pub(crate) mod read_session;
/// Something a customer did at a provider.
pub(crate) mod receive_inbound;
/// A customer's message on its way to the log.
pub(crate) mod receive_message;
/// Typing and receipts of a customer.
pub(crate) mod receive_signal;
/// Messages in doubt go out once more.
pub(crate) mod resend_unknown;
/// The channel behind a webhook's address.
pub(crate) mod resolve_channel;
/// The tenant behind a host name.
pub(crate) mod resolve_host;
/// A message of the log goes out to a provider, or out again.
pub(crate) mod send_outbound;
/// What channels carry.
pub(crate) mod show_capabilities;
/// The message ledger.
pub(crate) mod show_courtesy;
pub(crate) mod show_ledger;
/// Where a customer can be answered, and for how long.
pub(crate) mod show_reach;
/// A customer's session on a channel begins.
pub(crate) mod start_session;
