//! cim-customer as a process of its own.

fn main() -> std::process::ExitCode {
    runtime::main([cim_customer::service()])
}
