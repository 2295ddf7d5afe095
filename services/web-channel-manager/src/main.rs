//! The web channel manager as a process of its own.

fn main() -> std::process::ExitCode {
    runtime::main([web_channel_manager::service()])
}
