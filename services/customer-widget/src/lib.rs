//! The chat application inside the launcher's frame. The application itself is in `ui/`.
//!
//! Serves: HTTP `/customer-widget`
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
    Service::new("customer-widget", "", build)
}

fn build(_: &Context, _: NoSettings) -> runtime::Result<App> {
    let assets = Assets { path: "/customer-widget", frame_ancestors: "*" };
    Ok(App::new().http("/customer-widget", runtime::assets::<Ui>(assets)))
}
