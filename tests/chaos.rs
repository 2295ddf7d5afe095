//! Processes die under load: what was acknowledged against what both sides see.

mod backup;
mod checker;
mod clerks;
mod cluster;
mod drill;
mod faults;
mod kill_9;
mod people;
mod provider_media_points;
mod provider_points;
mod provider_stage;
mod report;
mod routing;
mod teeth;
mod words;
