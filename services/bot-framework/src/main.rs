//! The process of this service alone.

fn main() -> std::process::ExitCode {
    runtime::main([bot_framework::service()])
}
