//! The desks of agents: sign-in, presence, offers, and the conversations they are in, live and by number.
//!
//! Serves: Socket.IO `/agent-manager` (see `PROTOCOL.md`)
//! Consumes: nothing; follows hints of conversation-manager and routing-engine
//! Publishes: nothing
//! Calls: routing-engine, conversation-manager, cim-customer, file-engine

mod board;
mod config;
mod core;
mod desk;
mod events;
mod follow;
mod hub;
mod lists;
mod show;

use ids::Clock;
use runtime::files::{Files, Links};
use runtime::sockets::{self, Limits};
use runtime::{App, Context, OnExit, Service};
use socketioxide::extract::{SocketRef, TryData};
use socketioxide::handler::ConnectHandler as _;

use crate::config::Config;
use crate::core::Core;
use crate::desk::Auth;
use crate::hub::Hub;

pub(crate) const ACTIVITY: &str = "conversation_manager.activity.v1";
pub(crate) const SIGNAL: &str = "conversation_manager.signal.v1";
pub(crate) const TASK: &str = "routing_engine.task_changed.v1";
pub(crate) const AGENT: &str = "routing_engine.agent_changed.v1";

/// The service.
pub fn service() -> Service {
    Service::new("agent-manager", include_str!("../config.toml"), build)
}

/// What handlers share.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) core: Core,
    pub(crate) hub: Hub,
    pub(crate) files: Files,
    pub(crate) keyring: auth::Keyring,
    pub(crate) clock: Clock,
}

fn build(cx: &Context, config: Config) -> runtime::Result<App> {
    let core = Core::new(cx);
    let hub = Hub::new(core.clone(), Links::new(cx), cx.tracker(), config.snapshot);
    let state =
        State { core: core.clone(), hub: hub.clone(), files: Files::new(cx), keyring: cx.tokens().keyring().clone(), clock: cx.clock() };
    let limits = Limits {
        ping_interval: config.ping_interval,
        ping_timeout: config.ping_timeout,
        max_payload: config.max_payload,
        max_buffer: config.max_buffer,
    };
    let (routes, io) = sockets::server("/agent-manager/socket.io", limits, true);
    let (connected, checked) = (state.clone(), state.clone());
    let on_connect = move |socket: SocketRef| events::connected(connected.clone(), socket);
    io.ns("/", on_connect.with(move |socket: SocketRef, auth: TryData<Auth>| desk::check(checked.clone(), socket, auth)));
    let topics = [ACTIVITY, SIGNAL, TASK, AGENT];
    let hints = cx.bus().subscribe(&topics);
    let (boards, lists) = (hub.boards().clone(), hub.lists().clone());
    let watched = async move {
        tokio::join!(boards.run(core.clone()), lists.run(core));
        Ok(())
    };
    let farewell = io.clone();
    let app = App::new().http("/agent-manager", sockets::until_leaving(cx, routes)).follows(&topics).worker(
        "boards",
        OnExit::StopProcess,
        watched,
    );
    let app = app.before_stop(move |time| sockets::send_away(farewell, "goaway", time));
    Ok(app.worker("hub", OnExit::StopProcess, async move {
        // The sockets live as long as the server's handle.
        let _sockets = io;
        hub.run(hints).await;
        Ok(())
    }))
}
