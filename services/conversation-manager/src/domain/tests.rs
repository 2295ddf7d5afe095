//! The state machine against the tables.
