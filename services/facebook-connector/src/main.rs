//! One service in a process of its own.

fn main() -> std::process::ExitCode {
    runtime::main([facebook_connector::service()])
}
