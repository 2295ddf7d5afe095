//! Decides what happens in a conversation: rules as data, slots, timers.
//!
//! * **Serves** HTTP `/conversation-controller/v1/rules`
//! * **Consumes** `conversation_manager.activity.v1`, `bot_framework.bot_event.v1`, `conversation_controller.config_changed.v1`
//! * **Publishes** `conversation_controller.config_changed.v1`
//! * **Calls** conversation-manager (`GetConversation`, `Append`), routing-engine (`AssignResource`, `RevokeResource`, `ReleaseConversation`)

use std::sync::Arc;

use contracts::conversation_manager::conversation_manager_service_client::ConversationManagerServiceClient;
use contracts::routing_engine::routing_engine_service_client::RoutingEngineServiceClient;
use db::Durability;
use ids::Clock;
use runtime::objects::{self, Objects};
use runtime::{App, Context, OnExit, Peer, Service};
use tokio::sync::Notify;

mod config;
mod domain;
mod error;
mod events;
mod http;
mod ops;
mod store;
mod wire;

pub use ops::rules_cli::{check_rules_file, rules_cli, test_rules};

use config::Config;
use ops::change_rules::Rules;
use store::Store;

const NAME: &str = "conversation-controller";

/// The service.
pub fn service() -> Service {
    Service::new(NAME, include_str!("../config.toml"), build)
}

/// What every operation needs.
#[derive(Clone)]
struct State {
    store: Store,
    rules: Rules,
    clock: Clock,
    conversations: ConversationManagerServiceClient<Peer>,
    routing: RoutingEngineServiceClient<Peer>,
    /// Notified when a timer was set.
    wake: Arc<Notify>,
}

fn build(cx: &Context, _: Config) -> runtime::Result<App> {
    // Everything here is rebuilt from the log or asked again; only rules are not, and they are changed rarely enough to be flushed by the next commit.
    let db = cx.db(Durability::Lazy)?;
    let state = State {
        store: Store::new(&db),
        rules: Rules::new(Objects::new(cx, &db))?,
        clock: cx.clock(),
        conversations: ConversationManagerServiceClient::new(cx.peer("conversation-manager")),
        routing: RoutingEngineServiceClient::new(cx.peer("routing-engine")),
        wake: Arc::default(),
    };
    let topics = vec![objects::topic(cx)];
    Ok(App::new()
        .store(&db, store::migrations())
        .http("/conversation-controller", http::router(&state))
        .consume(events::group(&state, &db))
        .consume(events::history(&db, topics[0]))
        .publishes(&topics)
        .worker("timers", OnExit::StopProcess, ops::fire_timers::fire_timers(state)))
}
