//! Rules without I/O.

mod bytes;
mod file;
mod kinds;
mod name;
mod policy;
mod range;

pub(crate) use bytes::{HEAD, Tail, polyglot, verified};
pub(crate) use file::{File, FileState, Uploader};
pub(crate) use kinds::{Family, Kind, kind};
pub(crate) use name::{Name, disposition, fitting};
pub(crate) use policy::{Limits, Policy, limits};
pub(crate) use range::{Range, asked};
