//! unified-admin as a process of its own.

fn main() -> std::process::ExitCode {
    runtime::main([unified_admin::service()])
}
