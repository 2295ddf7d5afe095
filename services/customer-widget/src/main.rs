//! The chat application inside the launcher's frame. As a process of its own.

fn main() -> std::process::ExitCode {
    runtime::main([customer_widget::service()])
}
