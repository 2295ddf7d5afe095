//! The desk of agents and supervisors, in the browser. The application itself is in `ui/`.
//!
//! Serves: HTTP `/unified-agent`
//! Consumes: nothing
//! Publishes: nothing
//! Calls: nobody

use runtime::{App, Assets, Context, NoSettings, Service};
use rust_embed::RustEmbed;

/// The built application: `npm run build` makes it.
#[derive(RustEmbed)]
#[folder = "ui/dist"]
#[allow_missing = true]
struct Ui;

/// The service.
pub fn service() -> Service {
    Service::new("unified-agent", "", build)
}

fn build(_: &Context, _: NoSettings) -> runtime::Result<App> {
    let assets = Assets { path: "/unified-agent", frame_ancestors: "'none'" };
    Ok(App::new().http("/unified-agent", runtime::assets::<Ui>(assets)))
}
