//! Bots: their registry, and what they answer.
//!
//! * **Serves** HTTP `/bot-framework/v1/bots`
//! * **Consumes** `conversation_manager.activity.v1`
//! * **Publishes** `bot_framework.config_changed.v1`
//! * **Calls** conversation-manager (`Append`)

use contracts::conversation_manager::conversation_manager_service_client::ConversationManagerServiceClient;
use db::Durability;
use ids::Clock;
use runtime::objects::{self, Objects};
use runtime::{App, Context, Peer, Service};

mod bots;
mod config;
mod domain;
mod error;
mod events;
mod http;
mod log;
mod ops;
mod store;
mod wire;

use bots::Bots;
use config::Config;
use store::Store;

const NAME: &str = "bot-framework";

/// The service.
pub fn service() -> Service {
    Service::new(NAME, include_str!("../config.toml"), build)
}

/// What every operation needs.
#[derive(Clone)]
struct State {
    store: Store,
    bots: Bots,
    clock: Clock,
    conversations: ConversationManagerServiceClient<Peer>,
}

fn build(cx: &Context, _: Config) -> runtime::Result<App> {
    // A power cut may cost a bot the memory of its last misunderstanding, never a message.
    let db = cx.db(Durability::Lazy)?;
    let state = State {
        store: Store::new(&db),
        bots: Bots::new(Objects::new(cx, &db)),
        clock: cx.clock(),
        conversations: ConversationManagerServiceClient::new(cx.peer("conversation-manager")),
    };
    let topics = [objects::topic(cx)];
    Ok(App::new()
        .store(&db, store::migrations())
        .http("/bot-framework", http::router(&state.bots))
        .consume(events::group(&state, &db))
        .publishes(&topics))
}
