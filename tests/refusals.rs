//! The process and what the machine does to it: it says what is wrong, ends with the right code, or carries on.

mod alarm;
mod at_start;
mod full_disk;
mod on_servers;
