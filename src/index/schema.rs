//! The fields of the index: the only place that knows their names and options.
//!
//! | field | kind | holds |
//! |---|---|---|
//! | `text` | terms with positions, field norms | the written forms of title, question and answer, one posting a token |
//! | `title` | terms with frequencies, field norms | the written forms of the title |
//! | `record` | stored bytes | the document itself, see [`super::StoredRecord`] |
//! | `id` | terms | the id, and `source NUL id` |
//! | `reference` | terms | what the document is cited by, see [`crate::model::Reference::keys`] |
//! | `cites` | terms | what the document cites, in the same form |
//! | [`Fields::FACETS`] | facets | hierarchical values; `/unknown` where a document has none |
//! | `date` | column of i64 | days since 1970-01-01 of the date of asking; an unknown day or month counts as the first |
//! | `question_start`, `answer_start` | columns of u64 | the first position of the section in `text`; without such a section where it would begin |
//! | `words` | column of u64 | the number of words |

use tantivy::schema::{
    FAST, FacetOptions, Field, INDEXED, IndexRecordOption, NumericOptions, STORED, Schema, SchemaBuilder,
    TextFieldIndexing, TextOptions,
};

use super::inverting::Detail;
use crate::model::{Date, Kind, Parliament, WrittenQuestion};

/// Raised whenever fields, sidecar files or what they hold change: an index of another version is rebuilt.
pub const FORMAT_VERSION: u32 = 4;

/// Between two sections the position jumps by so much that no phrase and no `near` crosses it.
pub const SECTION_GAP: u32 = 100;

/// The facet value of a document without one.
pub const UNKNOWN: &str = "unknown";

/// The longest facet value and id in bytes; longer ones are cut.
pub(super) const LONGEST_VALUE: usize = 400;

/// Handles of the fields.
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    /// Written forms with positions.
    pub text: Field,
    /// Written forms of the title with frequencies.
    pub title: Field,
    /// The stored record.
    pub record: Field,
    /// Ids.
    pub id: Field,
    /// What the document is cited by.
    pub reference: Field,
    /// What the document cites.
    pub cites: Field,
    /// Days since 1970-01-01.
    pub date: Field,
    /// First position of the question.
    pub question_start: Field,
    /// First position of the answer.
    pub answer_start: Field,
    /// Number of words.
    pub words: Field,
    /// The facet fields in the order of [`Fields::FACETS`].
    facets: [Field; Fields::FACETS.len()],
}

impl Fields {
    /// Names of the facet fields. A path of `date` is `/2018/01/19`, of `number` `/2017-2018/221`; `minister`
    /// holds persons, `portfolio` their offices; `has` holds `answer` or `no-answer`.
    pub const FACETS: [&'static str; 12] = [
        "minister",
        "portfolio",
        "asker",
        "party",
        "parliament",
        "kind",
        "theme",
        "date_facet",
        "number_facet",
        "session",
        "source",
        "has",
    ];

    /// The facet field of a name as users know it (`date` and `number` are the facets, not the columns).
    #[must_use]
    pub fn facet(&self, name: &str) -> Option<Field> {
        let name = Self::facet_field_name(name);
        Self::FACETS.iter().position(|facet| *facet == name).map(|place| self.facets[place])
    }

    /// The name of the facet field that users know as `name`.
    #[must_use]
    pub fn facet_field_name(name: &str) -> &str {
        match name {
            "date" => "date_facet",
            "number" => "number_facet",
            other => other,
        }
    }

    /// The bytes of the `id` term that finds a document in one source.
    #[must_use]
    pub fn id_in_source(source: &str, id: &str) -> String {
        format!("{}\0{}", cut(source), cut(id))
    }

    /// The bytes of the `id` term that finds a document in any source.
    #[must_use]
    pub fn id_anywhere(id: &str) -> String {
        cut(id).to_owned()
    }

    /// How much of a field's postings is kept.
    pub(super) fn detail(&self, field: Field) -> Detail {
        if field == self.text {
            Detail::Positions
        } else if field == self.title {
            Detail::Frequencies
        } else {
            Detail::Documents
        }
    }

    /// The schema and the handles of its fields.
    pub(super) fn build() -> (Schema, Self) {
        let mut builder = Schema::builder();
        let text = builder.add_text_field("text", forms(IndexRecordOption::WithFreqsAndPositions));
        let title = builder.add_text_field("title", forms(IndexRecordOption::WithFreqs));
        let record = builder.add_bytes_field("record", STORED);
        let id = builder.add_text_field("id", plain_terms());
        let reference = builder.add_text_field("reference", plain_terms());
        let cites = builder.add_text_field("cites", plain_terms());
        let date = builder.add_i64_field("date", NumericOptions::from(FAST));
        let question_start = column(&mut builder, "question_start");
        let answer_start = column(&mut builder, "answer_start");
        let words = column(&mut builder, "words");
        let facets =
            Self::FACETS.map(|name| builder.add_facet_field(name, FacetOptions::default() | INDEXED));
        let fields = Self {
            text,
            title,
            record,
            id,
            reference,
            cites,
            date,
            question_start,
            answer_start,
            words,
            facets,
        };
        (builder.build(), fields)
    }
}

fn column(builder: &mut SchemaBuilder, name: &str) -> Field {
    builder.add_u64_field(name, NumericOptions::from(FAST))
}

fn forms(record: IndexRecordOption) -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default().set_tokenizer("raw").set_index_option(record).set_fieldnorms(true),
    )
}

fn plain_terms() -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false),
    )
}

/// The facet values of a document: field and encoded path (parts joined by NUL).
pub(super) fn facet_values(fields: &Fields, question: &WrittenQuestion) -> Vec<(Field, String)> {
    let mut values = Vec::with_capacity(Fields::FACETS.len() + 4);
    let mut put = |facet: &str, paths: Vec<String>| {
        let Some(field) = fields.facet(facet) else { return };
        let start = values.len();
        for path in paths {
            if !path.is_empty() && !values[start..].iter().any(|(_, known)| *known == path) {
                values.push((field, path));
            }
        }
        if values.len() == start {
            values.push((field, UNKNOWN.to_owned()));
        }
    };
    let part = |text: &str| facet_part(text);
    put("minister", question.ministers.iter().filter_map(|m| m.name.as_deref()).map(part).collect());
    put("portfolio", question.ministers.iter().filter_map(|m| m.portfolio.as_deref()).map(part).collect());
    put("asker", question.askers.iter().map(|asker| part(&asker.name)).collect());
    put("party", question.askers.iter().filter_map(|asker| asker.party.as_deref()).map(part).collect());
    put("parliament", question.parliament.map(parliament_name).into_iter().map(str::to_owned).collect());
    put("kind", vec![kind_name(question.kind).to_owned()]);
    put("theme", question.themes.iter().map(|theme| part(theme)).collect());
    put("date", question.date.map(date_path).into_iter().collect());
    let session = question.session.map(|session| session.to_string());
    let number = question.number.as_deref().map(part).filter(|number| !number.is_empty());
    put(
        "number",
        number.map(|n| format!("{}\0{n}", session.as_deref().unwrap_or(UNKNOWN))).into_iter().collect(),
    );
    put("session", session.into_iter().collect());
    put("source", vec![part(&question.source)]);
    // A postponement says why there is none.
    let answered = !question.sections.answer.is_empty() && question.kind != Kind::Postponement;
    put("has", vec![if answered { "answer" } else { "no-answer" }.to_owned()]);
    values
}

/// The facet value of a parliament.
#[must_use]
pub fn parliament_name(parliament: Parliament) -> &'static str {
    match parliament {
        Parliament::Flemish => "flemish",
        Parliament::TweedeKamer => "tweede-kamer",
        Parliament::Chamber => "chamber",
    }
}

/// The facet value of a kind.
#[must_use]
pub fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::WrittenQuestion => "written-question",
        Kind::Interpellation => "interpellation",
        Kind::OralQuestion => "oral-question",
        Kind::Postponement => "postponement",
        Kind::Other => "other",
    }
}

fn date_path(date: Date) -> String {
    let mut path = format!("{:04}", date.year);
    if let Some(month) = date.month {
        path.push_str(&format!("\0{month:02}"));
        if let Some(day) = date.day {
            path.push_str(&format!("\0{day:02}"));
        }
    }
    path
}

/// A text as one part of a facet path: no control characters, of bounded length.
fn facet_part(text: &str) -> String {
    cut(text).chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
}

/// The text without what goes beyond [`LONGEST_VALUE`] bytes.
fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST_VALUE)]
}

/// Days since 1970-01-01 of a date; an unknown month or day counts as the first.
#[must_use]
pub fn days_since_epoch(date: Date) -> Option<i64> {
    let part = |value: Option<u8>| i8::try_from(value.unwrap_or(1)).ok();
    let day = jiff::civil::Date::new(date.year, part(date.month)?, part(date.day)?).ok()?;
    let epoch = jiff::civil::Date::constant(1970, 1, 1);
    day.since(epoch).ok().map(|span| i64::from(span.get_days()))
}

/// A key that orders documents by session, then by the number's digits; the greatest of all without number.
pub(super) fn number_key(question: &WrittenQuestion) -> u64 {
    let Some(number) = question.number.as_deref() else { return u64::MAX };
    let session = question.session.map_or(0x7fff, |session| session.start_year.unsigned_abs());
    let digits = number.bytes().filter(u8::is_ascii_digit).take(14);
    let value = digits.fold(0_u64, |value, digit| value * 10 + u64::from(digit - b'0'));
    (u64::from(session) << 48) | value.min((1 << 48) - 1)
}
