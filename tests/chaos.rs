//! Processes die under load: what was acknowledged against what both sides see.

mod backup;
mod checker;
mod clerks;
mod cluster;
mod drill;
mod faults;
mod kill_9;
mod people;
mod provider_points;
mod report;
mod routing;
mod teeth;
mod words;
