//! The `vraagbaak` binary: hands the command line to [`vraagbaak::cli`] and exits with its status.

fn main() -> std::process::ExitCode {
    vraagbaak::cli::run(std::env::args_os()).into()
}
