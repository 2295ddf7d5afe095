//! The simulator by itself: what `switchboard routing` does with these verbs, without the rest of the product.

fn main() -> std::process::ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    routing_simulate::cli::main(&arguments)
}
