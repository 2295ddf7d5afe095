//! How the program is linked.

use std::env;

/// Functions of the same machine code become one: a fifth of the program's text is glue that every crate has of its own, and a process that rests has
/// mapped most of its text. Known to the linker that comes with Rust on this target.
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[expect(clippy::disallowed_methods, reason = "how cargo talks to build scripts")]
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    if is("PROFILE", "release") && is("CARGO_CFG_TARGET_ARCH", "x86_64") && is("CARGO_CFG_TARGET_OS", "linux") {
        println!("cargo::rustc-link-arg-bins=-Wl,--icf=all");
    }
}
