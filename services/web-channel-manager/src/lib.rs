//! Web chat: the sockets of customers. A connector like any other, only that its provider is the browser.
//!
//! Serves: Socket.IO and HTTP `/web-channel-manager` (see `PROTOCOL.md`)
//! Consumes: nothing; follows the hints `conversation_manager.activity.v1`, `conversation_manager.signal.v1` and `routing_engine.wait_changed.v1`
//! Publishes: nothing
//! Calls: ccm, file-engine

mod activity;
mod config;
mod door;
mod events;
mod handshake;
mod http;
mod hub;
mod identity;
mod limits;

use std::sync::Arc;

use auth::ServiceTokens;
use axum::middleware::{from_fn_with_state, map_request};
use ids::Clock;
use runtime::files::{Files, Links};
use runtime::sockets::{self, Limits};
use runtime::{App, Context, OnExit, Service};
use socketioxide::handler::ConnectHandler as _;

use crate::config::Config;
use crate::door::Door;
use crate::hub::Hub;
use crate::limits::Rates;

pub(crate) const ACTIVITY: &str = "conversation_manager.activity.v1";
pub(crate) const SIGNAL: &str = "conversation_manager.signal.v1";
pub(crate) const WAIT: &str = "routing_engine.wait_changed.v1";

/// The service.
pub fn service() -> Service {
    Service::new("web-channel-manager", include_str!("../config.toml"), build)
}

/// What handlers share. Every socket has eight handlers: they hold a pointer each.
pub(crate) type State = Arc<Shared>;

pub(crate) struct Shared {
    pub(crate) door: Door,
    pub(crate) hub: Hub,
    pub(crate) files: Files,
    pub(crate) links: Links,
    pub(crate) tokens: ServiceTokens,
    pub(crate) rates: Rates,
    pub(crate) clock: Clock,
    pub(crate) token_life: i64,
}

fn build(cx: &Context, config: Config) -> runtime::Result<App> {
    let door = Door::new(cx);
    let links = Links::new(cx);
    let hub = Hub::new(door.clone(), links.clone(), cx.tracker());
    let state = Arc::new(Shared {
        door,
        hub: hub.clone(),
        files: Files::new(cx),
        links,
        tokens: cx.tokens(),
        rates: Rates::new(&config, cx.cache()),
        clock: cx.clock(),
        token_life: i64::try_from(config.token_life.as_secs())?,
    });
    let limits = Limits {
        ping_interval: config.ping_interval,
        ping_timeout: config.ping_timeout,
        max_payload: config.max_payload,
        max_buffer: config.max_buffer,
    };
    let (routes, io) = sockets::server("/web-channel-manager/socket.io", limits, false);
    let (connected, checked) = (state.clone(), state.clone());
    io.ns(
        "/",
        (move |socket| events::connected(connected.clone(), socket))
            .with(move |socket, auth| identity::check(checked.clone(), socket, auth)),
    );
    let hints = cx.bus().subscribe(&[ACTIVITY, SIGNAL, WAIT]);
    let routes = routes.layer(map_request(handshake::copied)).layer(from_fn_with_state(state.clone(), handshake::admitted));
    let routes = sockets::until_leaving(cx, routes);
    let farewell = io.clone();
    let app = App::new().http("/web-channel-manager", http::router(state).merge(routes.into())).follows(&[ACTIVITY, SIGNAL, WAIT]);
    let app = app.before_stop(move |time| sockets::send_away(farewell, "GOAWAY", time));
    Ok(app.worker("hub", OnExit::StopProcess, async move {
        // The sockets live as long as the server's handle.
        let _sockets = io;
        hub.run(hints).await;
        Ok(())
    }))
}
