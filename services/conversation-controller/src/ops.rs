//! What this service does, a behaviour a file.

/// Changes, checks and shows a tenant's rules.
pub(crate) mod change_rules;
/// Fires timers that are due.
pub(crate) mod fire_timers;
/// Reacts to a row of the log.
pub(crate) mod handle_activity;
/// Decides about an event and has it done; the other two stand on it.
pub(crate) mod react;
/// Checks and tests files of rules from a command line.
pub(crate) mod rules_cli;
