//! Whole-system tests: stories over the public edges, one binary.

mod journeys;
