//! All services in one process.

mod routing;

/// Half the CPU of the system's allocator under many small messages.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> std::process::ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first() {
        Some((verb, rest)) if verb == "rules" => conversation_controller::rules_cli(rest),
        Some((verb, rest)) if verb == "routing" => routing::main(rest),
        Some((verb, rest)) if verb == "providers" => providers::providers(rest),
        Some((verb, rest)) if verb == "connectors" => providers::connectors(rest),
        _ if switchboard::is_operation(&arguments) => switchboard::operate(&arguments),
        _ => runtime::main(switchboard::all()),
    }
}
