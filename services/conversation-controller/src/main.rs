//! The process of this service alone.

fn main() -> std::process::ExitCode {
    runtime::main([conversation_controller::service()])
}
