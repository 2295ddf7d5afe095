//! What a site embeds: the loader script, its host-page API, the transcript page and a demo shop. The application itself is in `ui/`.
//!
//! Serves: HTTP `/web-widget`
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
    Service::new("web-widget", "", build)
}

fn build(_: &Context, _: NoSettings) -> runtime::Result<App> {
    let assets = Assets { path: "/web-widget", frame_ancestors: "'self'" };
    Ok(App::new().http("/web-widget", runtime::assets::<Ui>(assets)))
}
