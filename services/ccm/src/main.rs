//! The customer channel manager as a process of its own.

fn main() -> std::process::ExitCode {
    runtime::main([ccm::service()])
}
