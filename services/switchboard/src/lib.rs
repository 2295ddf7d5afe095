//! The whole product in one process: the list of all services, and the demonstration that a fresh installation starts with.
//!
//! Serves: what they serve
//! Consumes: nothing of its own
//! Publishes: nothing of its own
//! Calls: the owners' HTTP APIs, once, to set the demonstration up

pub mod bots;
pub mod configuration;
mod demo;
mod operate;
pub mod operator;

pub use operate::{is_operation, operate};

use runtime::Service;

/// Every service. A new one is one more line.
pub fn all() -> Vec<Service> {
    vec![
        agent_manager::service(),
        bot_framework::service(),
        ccm::service(),
        cim_customer::service(),
        connector_360::service(),
        conversation_controller::service(),
        conversation_manager::service(),
        customer_widget::service(),
        file_engine::service(),
        facebook_connector::service(),
        routing_engine::service(),
        twilio_connector::service(),
        unified_admin::service(),
        unified_agent::service(),
        web_channel_manager::service(),
        web_widget::service(),
        demo::service(),
    ]
}

/// Their names.
fn pods() -> Vec<&'static str> {
    all().iter().map(Service::name).collect()
}
