//! The store's contract, on every engine.
