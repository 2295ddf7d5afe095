//! One service in a process of its own.

fn main() -> std::process::ExitCode {
    runtime::main([connector_360::service()])
}
