//! Tells how a run goes: a bar on a terminal, plain lines elsewhere, JSON lines for schedulers, or nothing.

use std::io::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::corpus::SkippedRecord;
use crate::index::{Progress, ProgressEvent, Stage};
use crate::render::dutch_text::{bytes, decimal, thousands};
use crate::render::terminal::clean;

/// Skipped records named on standard error; the summary counts the rest.
const NAMED: u64 = 20;
/// Between two plain lines.
const PLAIN_EVERY: Duration = Duration::from_secs(5);
/// Between two JSON lines.
const JSON_EVERY: Duration = Duration::from_secs(1);

/// The bar while bytes are read.
const READING: &str = "{prefix:>10} {wide_bar:.cyan/blue} {decimal_bytes}/{decimal_total_bytes} \
    {decimal_bytes_per_sec} {eta} left · {msg}";
/// What stands there in stages of which nobody can say how far they are.
const WORKING: &str = "{prefix:>10} {spinner} {elapsed} since the start";
/// Columns of the name of the file being read.
const FILE_WIDTH: usize = 24;

/// How to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProgressMode {
    /// A bar on a terminal, plain lines elsewhere
    Auto,
    /// A bar
    Bar,
    /// A line every five seconds
    Plain,
    /// One JSON object a line, every second
    Json,
    /// Nothing
    None,
}

/// Tells on standard error.
#[derive(Debug)]
pub struct Teller {
    mode: ProgressMode,
    bar: Option<ProgressBar>,
    began: Instant,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    last: Option<Instant>,
    stage: Option<Stage>,
    /// Whether it is known how much there is to do in the stage.
    measured: bool,
    skipped: u64,
}

impl Teller {
    /// A teller in `mode`; with `quiet` it only names what was skipped, which is an error.
    pub fn new(mode: ProgressMode, quiet: bool, is_terminal: bool) -> Self {
        let mode = match mode {
            _ if quiet => ProgressMode::None,
            ProgressMode::Auto if is_terminal => ProgressMode::Bar,
            ProgressMode::Auto => ProgressMode::Plain,
            mode => mode,
        };
        let bar = (mode == ProgressMode::Bar).then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
            bar.set_style(style(READING));
            bar
        });
        let state = Mutex::new(State { last: None, stage: None, measured: false, skipped: 0 });
        Self { mode, bar, began: Instant::now(), state }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A line above the bar.
    fn line(&self, text: &str) {
        match (&self.bar, self.mode) {
            (Some(bar), _) => bar.suspend(|| put(text)),
            (None, ProgressMode::Json) => put(&serde_json::json!({ "notice": text }).to_string()),
            (None, _) => put(text),
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// The end of a file's name, which tells it from others.
fn short(file: &str) -> String {
    let name = clean(file.rsplit('/').next().unwrap_or(file));
    let count = name.chars().count();
    if count <= FILE_WIDTH {
        return name.into_owned();
    }
    std::iter::once('…').chain(name.chars().skip(count - FILE_WIDTH + 1)).collect()
}

/// Writes a line to standard error; nobody can be told when that fails.
fn put(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Reading => "reading",
        Stage::Writing => "writing",
        Stage::Merging => "merging",
        Stage::Analysing => "analysing",
        Stage::Publishing => "publishing",
    }
}

/// Bytes a second and the seconds that are left at that rate.
#[allow(clippy::cast_precision_loss)]
fn rate(event: &ProgressEvent<'_>, elapsed: Duration) -> (f64, Option<f64>) {
    let seconds = elapsed.as_secs_f64().max(0.001);
    let rate = event.bytes as f64 / seconds;
    let left = event.total_bytes.saturating_sub(event.bytes) as f64;
    (rate, (rate > 0.0 && event.total_bytes > 0).then(|| left / rate))
}

impl Progress for Teller {
    fn report(&self, event: &ProgressEvent<'_>) {
        if self.mode == ProgressMode::None {
            return;
        }
        let mut state = self.state();
        let new_stage = state.stage != Some(event.stage);
        state.stage = Some(event.stage);
        if let Some(bar) = &self.bar {
            // Reading begins before it is known how much there is.
            let measured = event.total_bytes > 0;
            if new_stage || measured != state.measured {
                state.measured = measured;
                bar.set_style(style(if measured { READING } else { WORKING }));
                bar.set_prefix(name(event.stage));
                if measured {
                    bar.disable_steady_tick();
                } else {
                    bar.enable_steady_tick(Duration::from_millis(100));
                }
            }
            if measured {
                bar.set_length(event.total_bytes.max(event.bytes));
                bar.set_position(event.bytes);
                bar.set_message(format!("{} documents · {}", thousands(event.documents), short(event.file)));
            }
            return;
        }
        let every = if self.mode == ProgressMode::Json { JSON_EVERY } else { PLAIN_EVERY };
        let now = Instant::now();
        let due = state.last.map_or(self.mode == ProgressMode::Json, |last| now - last >= every);
        if state.last.is_none() {
            state.last = Some(now);
        }
        let said_at_once = new_stage && self.mode == ProgressMode::Json;
        if !(due || said_at_once) {
            return;
        }
        state.last = Some(now);
        drop(state);
        let elapsed = self.began.elapsed();
        let (rate, left) = rate(event, elapsed);
        if self.mode == ProgressMode::Json {
            let line = serde_json::json!({
                "stage": name(event.stage),
                "bytes": event.bytes,
                "total_bytes": event.total_bytes,
                "records": event.records,
                "documents": event.documents,
                "file": event.file,
                "seconds": (elapsed.as_secs_f64() * 10.0).round() / 10.0,
                "bytes_per_second": rate.round(),
                "seconds_left": left.map(f64::round),
            });
            put(&line.to_string());
            return;
        }
        if event.total_bytes == 0 {
            put(&format!("{}, {} s since the start", name(event.stage), decimal(elapsed.as_secs_f64(), 0)));
            return;
        }
        let left = left.map_or_else(String::new, |left| format!(", about {} s left", decimal(left, 0)));
        put(&format!(
            "{}: {} of {}, {} documents, {} MB/s{left}",
            name(event.stage),
            bytes(event.bytes),
            bytes(event.total_bytes),
            thousands(event.documents),
            decimal(rate / 1e6, 1),
        ));
    }

    fn skipped(&self, skipped: &SkippedRecord) {
        let number = {
            let mut state = self.state();
            state.skipped += 1;
            state.skipped
        };
        if number <= NAMED {
            self.line(&format!("skipped {}", clean(&skipped.to_string())));
        } else if number == NAMED + 1 {
            self.line("skipped more, which the summary counts ('--format json' names all)");
        }
    }

    fn notice(&self, text: &str) {
        if self.mode != ProgressMode::None {
            self.line(&clean(text));
        }
    }
}
