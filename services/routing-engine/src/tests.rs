//! Tests of the engine below its edges, on a clock that is moved by hand; those that depend on the store run on both engines.

mod bench;
mod calls;
mod company;
mod crash;
mod crowd;
mod durability;
mod history;
mod refusals;
mod routing;
mod waits;
mod watching;

pub(crate) use bench::Bench;
pub(crate) use calls::Desk;

/// One test on SQLite and, where a server listens, on PostgreSQL.
macro_rules! on_both_engines {
    ($($name:ident)*) => {$(
        mod $name {
            #[tokio::test]
            async fn on_sqlite() {
                super::$name(&super::Bench::sqlite().await).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                if let Some(bench) = super::Bench::postgres().await {
                    super::$name(&bench).await;
                    bench.drop_schema().await;
                }
            }
        }
    )*};
}
pub(crate) use on_both_engines;
