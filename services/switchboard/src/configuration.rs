//! A tenant's whole configuration as one YAML that people can read, compare and edit.
//!
//! Nothing here knows the kinds of documents: it finds them in the owners' descriptions of their interfaces, so that a kind that is
//! added is exported and imported from then on. Documents refer to one another by id; in the file they do by name,
//! `$<owner>/<kind>/<name>`.

mod export;
mod import;
mod installed;
mod references;
mod tree;

pub use export::export;
pub(crate) use import::escaped;
pub use import::{Report, import};

/// The first line of every file: what follows is to be read this way.
const FORMAT: i64 = 1;
