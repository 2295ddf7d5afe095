//! One closed set of error kinds, mapped once to gRPC and once to HTTP.
//!
//! A service has its own error enum and implements [`Coded`] for it; `?` turns it into a [`Fault`] at the edge.
//! The kind says what the caller does next, the code names what happened, the detail is public text.

mod fault;
mod grpc;
mod http;
mod kind;

pub use fault::{Coded, Fault, Violation};
pub use http::Problem;
pub use kind::Kind;

/// What fallible operations at an edge return.
pub type Result<T> = std::result::Result<T, Fault>;
