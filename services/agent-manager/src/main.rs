//! The agent manager as a process of its own.

fn main() -> std::process::ExitCode {
    runtime::main([agent_manager::service()])
}
