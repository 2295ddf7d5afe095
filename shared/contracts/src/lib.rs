//! The contracts in `proto/`, as Rust: one module per package, with clients and servers.
//!
//! Everything here is generated; the `.proto` files are where it is documented.

/// All contracts as a `google.protobuf.FileDescriptorSet`: what there is, for whoever must know it as a whole.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

/// Declares a generated package.
macro_rules! package {
    ($name:ident, $package:literal) => {
        #[allow(
            clippy::all,
            clippy::pedantic,
            clippy::allow_attributes,
            clippy::allow_attributes_without_reason,
            clippy::str_to_string,
            unreachable_pub,
            unused_qualifications,
            reason = "generated code"
        )]
        pub mod $name {
            tonic::include_proto!($package);
        }
    };
}

// The generated modules name one another by path (`super::super::cim::v1`), hence the nesting.
pub mod switchboard {
    //! Packages by path, as `proto/` has them.
    pub mod bot_framework {
        //! What is heard of bots.
        package!(v1, "switchboard.bot_framework.v1");
    }
    pub mod bus {
        //! The envelope.
        package!(v1, "switchboard.bus.v1");
    }
    pub mod cim {
        //! The shared vocabulary.
        package!(v1, "switchboard.cim.v1");
    }
    pub mod ccm {
        //! Sessions and channels.
        package!(v1, "switchboard.ccm.v1");
    }
    pub mod cim_customer {
        //! Customers.
        package!(v1, "switchboard.cim_customer.v1");
    }
    pub mod connector {
        //! What every connector says.
        package!(v1, "switchboard.connector.v1");
    }
    pub mod conversation_manager {
        //! The conversation log.
        package!(v1, "switchboard.conversation_manager.v1");
    }
    pub mod file_engine {
        //! Files.
        package!(v1, "switchboard.file_engine.v1");
    }
    pub mod routing_engine {
        //! Routing.
        package!(v1, "switchboard.routing_engine.v1");
    }
}

pub use switchboard::bot_framework::v1 as bot_framework;
pub use switchboard::bus::v1 as bus;
pub use switchboard::ccm::v1 as ccm;
pub use switchboard::cim::v1 as cim;
pub use switchboard::cim_customer::v1 as cim_customer;
pub use switchboard::connector::v1 as connector;
pub use switchboard::conversation_manager::v1 as conversation_manager;
pub use switchboard::file_engine::v1 as file_engine;
pub use switchboard::routing_engine::v1 as routing_engine;
