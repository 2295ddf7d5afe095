//! Bots: their registry, and what they answer.
//!
//! * **Serves** HTTP `/bot-framework/v1/bots`
//! * **Consumes** `conversation_manager.activity.v1`, `ccm.config_changed.v1`
//! * **Publishes** `bot_framework.config_changed.v1`, `bot_framework.bot_event.v1`
//! * **Calls** conversation-manager (`Append`, `Signal`, `GetConversation`, `ReadActivities`), and bots that live elsewhere

use bus::Publisher;
use contracts::conversation_manager::conversation_manager_service_client::ConversationManagerServiceClient;
use db::Durability;
use ids::Clock;
use runtime::objects::{self, Objects, Reference, Uses};
use runtime::{App, Context, Peer, Service};

mod bots;
mod config;
mod domain;
mod error;
mod events;
mod guards;
mod http;
mod log;
mod ops;
mod outside;
mod peers;
mod store;
mod wire;

use bots::Bots;
use config::Config;
use outside::Outside;
use store::Store;

const NAME: &str = "bot-framework";
/// What rules hear of bots: `BOT_TIMEOUT`, `BOT_FAILED`.
const BOT_EVENT: &str = "bot_framework.bot_event.v1";

/// Who names bots.
const NAMED: &[Reference] = &[Reference { topic: "ccm.config_changed.v1", from: "channel", field: "/botId", to: "bot" }];

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
    outside: Outside,
    publisher: Publisher,
}

fn build(cx: &Context, config: Config) -> runtime::Result<App> {
    // A power cut may cost a bot the memory of its last misunderstanding, never a message.
    let db = cx.db(Durability::Lazy)?;
    let outside = Outside::new(&config, cx.clock());
    let uses = Uses::new(&db, NAMED);
    let state = State {
        store: Store::new(&db),
        bots: Bots::new(Objects::new(cx, &db).guarded(guards::bot(&outside, &uses))),
        clock: cx.clock(),
        conversations: ConversationManagerServiceClient::new(cx.peer("conversation-manager")),
        outside,
        publisher: cx.publisher(),
    };
    let topics = [objects::topic(cx), BOT_EVENT];
    Ok(App::new()
        .store(&db, store::migrations())
        .http("/bot-framework", http::router(&state))
        .consume(events::group(&state, &db))
        .consume(uses.group(cx, "bot-framework-uses"))
        .publishes(&topics))
}
