//! What this service does, a behaviour a file.

/// Changes, checks and shows a tenant's rules.
pub(crate) mod change_rules;
/// Says what other rules would have done.
pub(crate) mod dry_run;
/// Fires timers that are due.
pub(crate) mod fire_timers;
/// Reacts to a row of the log.
pub(crate) mod handle_activity;
/// Reacts to a bot that gave no answer.
pub(crate) mod handle_bot_event;
/// Decides about an event and has it done; the other two stand on it.
pub(crate) mod react;
/// Keeps versions of rules, and goes back to one.
pub(crate) mod rule_history;
/// Checks and tests files of rules from a command line.
pub(crate) mod rules_cli;
