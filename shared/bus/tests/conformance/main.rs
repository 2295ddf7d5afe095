//! One suite for every backing of the bus, with chaos on; and what only one of them promises.
//!
//! On servers, each test makes what it needs under a name of its own and takes it away. PostgreSQL, RabbitMQ and Redis are those on
//! this machine, or `SWITCHBOARD_TEST_POSTGRES`, `SWITCHBOARD_TEST_AMQP`, `SWITCHBOARD_TEST_REDIS`.

#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test that cannot go on says so by panicking")]

mod broker;
mod effectless;
mod embedded;
mod histories;
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

                #[test]
                fn m3_whatever_becomes_of_a_transaction_its_effect_has_its_events_or_neither_is_there(sales in crate::histories::sales()) {
                    crate::world::holds($place, async |place| {
                        crate::histories::m3_an_effect_is_there_with_its_event_or_not_at_all(place, sales.clone()).await
                    })?;
                }

                #[test]
                fn m10_whichever_keys_are_poisoned_cured_and_replayed_the_others_go_on(troubles in crate::histories::troubles()) {
                    crate::world::holds($place, async |place| {
                        crate::histories::m10_poison_parks_its_key_alone(place, troubles.clone(), false).await
                    })?;
                }

                #[test]
                fn m13_while_hints_pour_in_without_end_every_event_arrives(bursts in crate::histories::floods()) {
                    crate::world::holds($place, async |place| {
                        crate::histories::m13_events_arrive_while_hints_pour_in(place, bursts.clone(), false).await
                    })?;
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
    a_batch_numbers_its_events_behind_what_the_store_has_and_is_refused_if_somebody_was_quicker,
    m10_poison_parks_one_key_and_the_others_go_on_until_an_operator_replays_it,
    an_operator_may_give_one_event_up,
    a_peer_that_is_away_is_asked_until_it_is_back,
    a_panicking_handler_is_a_failure_like_any_other,
    m13_a_flood_of_hints_does_not_delay_events_of_the_log,
]);

/// The properties above have teeth.
mod planted {
    use crate::histories::{self, Ending, Trouble};
    use crate::world::{Place, holds};

    #[test]
    fn an_event_that_is_published_apart_from_its_effect_is_found() {
        let sales = vec![(vec![0, 1], Ending::Commit), (vec![0], Ending::Apart)];
        let found = holds(Some(Place::files()), async |place| {
            histories::m3_an_effect_is_there_with_its_event_or_not_at_all(place, sales.clone()).await
        });
        assert!(found.unwrap_err().to_string().contains("its outbox"));
    }

    #[test]
    fn a_consumer_that_passes_over_poison_is_found() {
        let troubles = vec![Trouble::Sell(vec![0, 1]), Trouble::Poison(0), Trouble::Sell(vec![0, 0, 1])];
        let found =
            holds(Some(Place::files()), async |place| histories::m10_poison_parks_its_key_alone(place, troubles.clone(), true).await);
        assert!(found.unwrap_err().to_string().contains("parked should be"));
    }

    #[test]
    fn events_that_wait_for_quiet_are_found() {
        let found =
            holds(Some(Place::files()), async |place| histories::m13_events_arrive_while_hints_pour_in(place, vec![vec![0]], true).await);
        assert!(found.unwrap_err().to_string().contains("while hints pour in"));
    }
}
