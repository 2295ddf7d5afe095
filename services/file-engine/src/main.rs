//! The file engine as a process of its own.

fn main() -> std::process::ExitCode {
    runtime::main([file_engine::service()])
}
