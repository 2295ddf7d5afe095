//! Channels and what they are made of; sessions.

mod channels;
mod delivery;
mod guards;
mod hours;
mod session;
mod templates;
mod uses;
mod widgets;

pub(crate) use channels::{Channel, ChannelConnector, ChannelProvider, ChannelType, SECRETS, WhenUnknown};
pub(crate) use delivery::{Notice, Outbound, Trouble, raises};
pub(crate) use guards::{channel_guard, connector_guard, widget_guard};
pub(crate) use session::{Session, SessionState};
pub(crate) use templates::MessageTemplate;
pub(crate) use uses::{Users, provider_guard, type_guard};
pub(crate) use widgets::WidgetConfig;
