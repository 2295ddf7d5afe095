//! Channels and what they are made of; sessions.

mod channels;
mod guards;
mod session;
mod widgets;

pub(crate) use channels::{Channel, ChannelConnector, ChannelProvider, ChannelType};
pub(crate) use guards::{channel_guard, connector_guard, widget_guard};
pub(crate) use session::{Session, SessionState};
pub(crate) use widgets::WidgetConfig;
