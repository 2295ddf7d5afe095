//! The whole product in one process: the list of all services, and the demonstration that a fresh installation starts with.
//!
//! Serves: what they serve
//! Consumes: nothing of its own
//! Publishes: nothing of its own
//! Calls: the owners' HTTP APIs, once, to set the demonstration up

mod demo;

use runtime::Service;

/// Every service. A new one is one more line.
pub fn all() -> Vec<Service> {
    vec![
        agent_manager::service(),
        bot_framework::service(),
        ccm::service(),
        cim_customer::service(),
        conversation_controller::service(),
        conversation_manager::service(),
        customer_widget::service(),
        routing_engine::service(),
        unified_admin::service(),
        unified_agent::service(),
        web_channel_manager::service(),
        web_widget::service(),
        demo::service(),
    ]
}
