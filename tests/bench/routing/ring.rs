//! From an agent's READY to the offer on the desk's socket: one process, everything durable.

use std::time::Instant;

use hdrhistogram::Histogram;
use serde_json::{Value, json};
use testing::{Client, Customer};

use crate::house::House;

/// The demonstration's queue, and the service identifier of its channel.
const SUPPORT: &str = "/routing-engine/v1/queues/0192a000-0000-7000-8000-000000000021";
const SHOP: &str = "5155";

/// What was measured.
#[derive(Debug)]
pub(super) struct Ring {
    rings: usize,
    p50_ms: f64,
    p99_ms: f64,
}

impl Ring {
    pub(super) fn met(&self) -> bool {
        self.p50_ms <= 1.0 && self.p99_ms <= 5.0
    }

    pub(super) fn json(&self) -> Value {
        json!({ "rings": self.rings, "p50_ms": self.p50_ms, "p99_ms": self.p99_ms })
    }
}

/// One customer waits; the agent becomes ready, hears it ring, and declines while not ready: so often.
pub(super) async fn run(rings: usize) -> anyhow::Result<Ring> {
    let house = House::open().await?;
    let operator = Client::operator(house.base(), house.data()).await?;
    // Who declines may have the same customer again at once.
    operator.patch(SUPPORT, |queue| queue["coolOffSeconds"] = 0.into()).await?;
    let mut desk = house.desks(1, 1).await?.remove(0);
    let mut customer = Customer::new(house.base(), SHOP);
    customer.start(&[]).await?;
    customer.hears("I am Robin").await?;
    customer.say("I want to talk to a person").await?;
    let mut micros = Histogram::<u64>::new_with_bounds(1, 60_000_000, 3)?;
    desk.until("the first offer", |desk| !desk.offers.is_empty()).await?;
    for _ in 0..rings {
        desk.state("NOT_READY").await?;
        let offer = desk.offers[0]["id"].clone();
        desk.call("declineTask", &json!({ "taskId": offer, "reason": "" })).await?;
        desk.until("its end", |desk| desk.offers.is_empty()).await?;
        let begun = Instant::now();
        let ready = json!({ "action": "agentState", "state": { "name": "READY" } });
        let asked = desk.socket()?.start("changeAgentState", &ready).await?;
        desk.until("the offer", |desk| !desk.offers.is_empty()).await?;
        micros.record(u64::try_from(begun.elapsed().as_micros())?)?;
        desk.socket()?.acknowledged(asked).await?;
    }
    house.close().await?;
    let millis = |part: f64| micros.value_at_quantile(part) as f64 / 1_000.0;
    Ok(Ring { rings, p50_ms: millis(0.5), p99_ms: millis(0.99) })
}
