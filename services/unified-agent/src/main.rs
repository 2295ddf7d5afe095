//! The desk of agents and supervisors, in the browser. As a process of its own.

fn main() -> std::process::ExitCode {
    runtime::main([unified_agent::service()])
}
