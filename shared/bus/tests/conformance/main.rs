//! One suite for every backing of the bus, with chaos on; and what only one of them promises.
//!
//! On servers, each test makes what it needs under a name of its own and takes it away. PostgreSQL, RabbitMQ and Redis are those on
//! this machine, or `SWITCHBOARD_TEST_POSTGRES`, `SWITCHBOARD_TEST_AMQP`, `SWITCHBOARD_TEST_REDIS`.

#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test that cannot go on says so by panicking")]

mod broker;
mod embedded;
mod promises;
mod proxy;
mod resync;
mod world;

use proptest::prelude::*;

/// Every promise, once per backing.
macro_rules! suite {
    ($backing:ident, $place:expr, $histories:expr, [$($promise:ident),* $(,)?]) => {
        mod $backing {
            use super::*;

            $(#[tokio::test]
            async fn $promise() {
                crate::world::on($place, crate::promises::$promise).await;
            })*

            proptest! {
                #![proptest_config(ProptestConfig { cases: $histories, max_shrink_iters: 20, ..ProptestConfig::default() })]

                #[test]
                fn m6_m7_m8_applied_is_the_log_in_order_once_whatever_is_redelivered_or_restarted(history in crate::promises::history()) {
                    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
                    runtime.block_on(crate::world::on($place, async |place| {
                        crate::promises::m6_m7_m8_applied_is_the_log(place, history.clone()).await;
                    }));
                }
            }
        }
    };
}

macro_rules! on_every_backing {
    ($promises:tt) => {
        suite!(on_files, Some(crate::world::Place::files()), 12, $promises);
        suite!(on_servers, crate::world::Place::servers(), 4, $promises);
    };
}

on_every_backing!([
    m3_what_is_committed_has_its_events_and_what_is_rolled_back_has_none,
    sequences_of_a_key_have_no_gaps_even_after_a_rollback,
    m10_poison_parks_one_key_and_the_others_go_on_until_an_operator_replays_it,
    an_operator_may_give_one_event_up,
    a_peer_that_is_away_is_asked_until_it_is_back,
    a_panicking_handler_is_a_failure_like_any_other,
    m13_a_flood_of_hints_does_not_delay_events_of_the_log,
]);
