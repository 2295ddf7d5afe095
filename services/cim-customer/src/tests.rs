//! The service as a whole: gRPC and HTTP in front, a store in a temporary folder behind, the bus beside.

mod customers;
mod harness;
mod identifying;
mod merging;
mod roles;
mod schema;
