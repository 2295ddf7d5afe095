//! What the service does, one behaviour a file.

/// A message names a file.
pub(crate) mod attach_file;
/// Files are taken from everybody and their bytes erased.
pub(crate) mod erase_files;
/// Somebody in a conversation announces a file.
pub(crate) mod open_upload;
/// The bytes of a file come in and are checked.
pub(crate) mod receive_file;
/// A file leaves quarantine.
pub(crate) mod release_file;
/// What is over is taken away.
pub(crate) mod sweep;
