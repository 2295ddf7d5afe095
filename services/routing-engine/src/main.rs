//! The routing engine as a process of its own.

fn main() -> std::process::ExitCode {
    runtime::main([routing_engine::service()])
}
