//! What a site embeds: the loader script, its host-page API, the transcript page and a demo shop. As a process of its own.

fn main() -> std::process::ExitCode {
    runtime::main([web_widget::service()])
}
