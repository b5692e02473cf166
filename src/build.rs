//! The build script: how the program is linked.
//!
//! On Linux with the GNU C library it is put at a fixed address. The tables of the HTML and PDF readers hold some
//! 45,000 addresses, which a position-independent program writes anew at every start: a seventh of a search in a
//! fresh process. The feature `pie` leaves the linker its default, for distributions that ask for it.

fn main() {
    println!("cargo:rerun-if-changed=src/build.rs");
    let target = |name: &str| std::env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    let is_static = target("FEATURE").split(',').any(|feature| feature == "crt-static");
    if target("OS") == "linux"
        && target("ENV") == "gnu"
        && !is_static
        && std::env::var_os("CARGO_FEATURE_PIE").is_none()
    {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
}
