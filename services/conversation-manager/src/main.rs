//! The conversation manager as a process of its own.

fn main() -> std::process::ExitCode {
    runtime::main([conversation_manager::service()])
}
