//! The service through its edges: as browsers, gateways, connectors and people see it.

mod clamd;
mod downloads;
mod erasing;
mod house;
mod pictures;
mod refusals;
mod s3;
mod scanning;
