//! One service in a process of its own.

fn main() -> std::process::ExitCode {
    runtime::main([twilio_connector::service()])
}
