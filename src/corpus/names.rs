//! The names that fields have in the sources: our own, those of the Flemish and Dutch open-data exports,
//! and the ones a user maps.

use rustc_hash::FxHashMap;

use super::CorpusError;

/// A field of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    Parliament,
    Kind,
    Session,
    Number,
    Title,
    Question,
    Answer,
    Text,
    Date,
    Answered,
    Asker,
    Party,
    Minister,
    Portfolio,
    Themes,
    Url,
    /// Only in sidecars: the file that a row speaks of.
    File,
}

impl Field {
    /// The fields of records, in the order of [`FIELDS`].
    pub(super) const ALL: [Self; 17] = [
        Self::Id,
        Self::Parliament,
        Self::Kind,
        Self::Session,
        Self::Number,
        Self::Title,
        Self::Question,
        Self::Answer,
        Self::Text,
        Self::Date,
        Self::Answered,
        Self::Asker,
        Self::Party,
        Self::Minister,
        Self::Portfolio,
        Self::Themes,
        Self::Url,
    ];
}

/// The documented names, in the order of the enum of fields.
pub const FIELDS: [&str; 17] = [
    "id",
    "parliament",
    "kind",
    "session",
    "number",
    "title",
    "question",
    "answer",
    "text",
    "date",
    "answered",
    "asker",
    "party",
    "minister",
    "portfolio",
    "themes",
    "url",
];

/// Other names, reduced to lower-case letters and digits. The Flemish export has nummer, zittingsjaar,
/// onderwerp, thema, vraagsteller, minister, document; its publicatiedatum, soort-antwoord and tijdig are
/// left out on purpose: the day of publication is neither the day of asking nor that of the answer.
/// The Tweede Kamer's export has guid, nummer, soort, onderwerp, gestart, vergaderjaar, gericht_aan,
/// indiener, medeindieners; its `organisatie` names the parliament.
const ALIASES: [(&str, Field); 67] = [
    ("guid", Field::Id),
    ("identifier", Field::Id),
    ("parlement", Field::Parliament),
    ("organisatie", Field::Parliament),
    ("chamber", Field::Parliament),
    ("soort", Field::Kind),
    ("type", Field::Kind),
    ("reeks", Field::Kind),
    ("zittingsjaar", Field::Session),
    ("vergaderjaar", Field::Session),
    ("parlementairjaar", Field::Session),
    ("nummer", Field::Number),
    ("nr", Field::Number),
    ("vraagnummer", Field::Number),
    ("onderwerp", Field::Title),
    ("titel", Field::Title),
    ("opschrift", Field::Title),
    ("subject", Field::Title),
    ("betreft", Field::Title),
    ("vraag", Field::Question),
    ("vraagtekst", Field::Question),
    ("vragen", Field::Question),
    ("antwoord", Field::Answer),
    ("antwoordtekst", Field::Answer),
    ("antwoorden", Field::Answer),
    ("tekst", Field::Text),
    ("inhoud", Field::Text),
    ("content", Field::Text),
    ("body", Field::Text),
    ("datum", Field::Date),
    ("datumvraag", Field::Date),
    ("vraagdatum", Field::Date),
    ("datumingediend", Field::Date),
    ("ingediend", Field::Date),
    ("ingezonden", Field::Date),
    ("gestart", Field::Date),
    ("datumantwoord", Field::Answered),
    ("antwoorddatum", Field::Answered),
    ("beantwoord", Field::Answered),
    ("ontvangen", Field::Answered),
    ("answerdate", Field::Answered),
    ("askers", Field::Asker),
    ("author", Field::Asker),
    ("vraagsteller", Field::Asker),
    ("vraagstellers", Field::Asker),
    ("indiener", Field::Asker),
    ("indieners", Field::Asker),
    ("medeindieners", Field::Asker),
    ("partij", Field::Party),
    ("fractie", Field::Party),
    ("ministers", Field::Minister),
    ("gerichtaan", Field::Minister),
    ("portfolios", Field::Portfolio),
    ("bevoegdheid", Field::Portfolio),
    ("portefeuille", Field::Portfolio),
    ("department", Field::Portfolio),
    ("departement", Field::Portfolio),
    ("theme", Field::Themes),
    ("thema", Field::Themes),
    ("themas", Field::Themes),
    ("trefwoorden", Field::Themes),
    ("document", Field::Url),
    ("link", Field::Url),
    ("file", Field::File),
    ("filename", Field::File),
    ("bestand", Field::File),
    ("bestandsnaam", Field::File),
];

/// A table's columns: their names, and what they stand for; unknown ones are passed over.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) names: Vec<String>,
    pub(super) fields: Vec<Option<Field>>,
}

/// Finds the field that a column or key stands for.
#[derive(Debug)]
pub(super) struct FieldNames {
    names: FxHashMap<String, Field>,
}

impl FieldNames {
    /// The known names and those of `map`, pairs of field and column; a mapped column loses its other meaning.
    pub(super) fn new(map: &[(String, String)]) -> Result<Self, CorpusError> {
        let mut names: FxHashMap<String, Field> =
            ALIASES.iter().map(|&(name, field)| (name.to_owned(), field)).collect();
        names.extend(FIELDS.iter().map(|&name| name.to_owned()).zip(Field::ALL));
        let mut mapped = Vec::with_capacity(map.len());
        for (name, column) in map {
            let field = names.get(reduce(name).as_str()).copied();
            mapped.push((column, field.ok_or_else(|| CorpusError::MapField(name.clone()))?));
        }
        for (column, field) in mapped {
            names.insert(column.clone(), field);
            names.insert(reduce(column), field);
        }
        Ok(Self { names })
    }

    /// The field that `name` stands for; case, spaces and punctuation of the name do not matter.
    pub(super) fn field(&self, name: &str) -> Option<Field> {
        self.names.get(name).or_else(|| self.names.get(reduce(name).as_str())).copied()
    }
}

/// Lower-case letters and digits only: `Soort-antwoord` and `soort_antwoord` are one name.
fn reduce(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
