//! JSON lines: one object a line, streamed as bytes; and a JSON object → fields.

use std::borrow::Cow;
use std::fmt;
use std::ops::ControlFlow;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::input::{Input, Line};
use super::names::{Field, FieldNames};
use super::record::Content;
use super::session::{Place, Session};
use super::{RawFields, SkipReason, decode};

/// Streams the lines of `input`.
pub(super) fn read(session: &mut Session<'_>, place: &Place, mut input: Input<'_>) -> ControlFlow<()> {
    let limit = session.options.max_record_bytes;
    let mut number = 0;
    loop {
        number += 1;
        let line = match input.line(limit) {
            Ok(Line::Bytes(line)) => line,
            Ok(Line::Last(line)) if line.contains(&b'{') && !line.trim_ascii_end().ends_with(b"}") => {
                let reason = SkipReason::Rest("the file ends inside an object".to_owned());
                return session.skip(place.origin(Some(number)), reason);
            }
            Ok(Line::Last(line)) => line,
            Ok(Line::TooLong) => {
                session.skip(place.origin(Some(number)), SkipReason::TooLong { limit })?;
                continue;
            }
            Ok(Line::End) => return ControlFlow::Continue(()),
            Err(error) => return session.skip(place.origin(Some(number)), SkipReason::io(error)),
        };
        let line = if number == 1 { line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line) } else { line };
        let line = line.trim_ascii();
        if !line.is_empty() {
            session.emit(place, Some(number), line, Content::Json)?;
        }
    }
}

/// Reads one JSON object. Unknown keys are passed over; lone surrogates in escapes become U+FFFD.
pub(super) fn parse(bytes: &[u8], names: &FieldNames) -> Result<RawFields, SkipReason> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(decode::decode(bytes)?),
    };
    match object(&text, names) {
        Ok(fields) => Ok(fields),
        Err(error) => match replace_lone_surrogates(&text) {
            Some(mended) => object(&mended, names).map_err(|error| reason(&error)),
            None => Err(reason(&error)),
        },
    }
}

fn object(text: &str, names: &FieldNames) -> Result<RawFields, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let fields = deserializer.deserialize_any(ObjectVisitor { names })?;
    deserializer.end()?;
    Ok(fields)
}

/// serde_json counts lines and columns within the record; only the column means something to the reader.
fn reason(error: &serde_json::Error) -> SkipReason {
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what);
    SkipReason::Json(match (error.line(), error.column()) {
        (_, 0) => message.to_owned(),
        (1, byte) => format!("{message} (at byte {byte})"),
        (line, byte) => format!("{message} (at byte {byte} of line {line} of the object)"),
    })
}

/// The text with every escape of half a surrogate pair replaced by that of U+FFFD; `None` without any.
fn replace_lone_surrogates(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let unit = |at: usize| -> Option<u16> {
        let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let mut lone = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &bytes[at..]) {
        at += found;
        match unit(at) {
            Some(0xD800..=0xDBFF) if matches!(unit(at + 6), Some(0xDC00..=0xDFFF)) => at += 12,
            Some(0xD800..=0xDFFF) => {
                lone.push(at);
                at += 6;
            }
            Some(_) => at += 6,
            None => at = (at + 2).min(bytes.len()),
        }
    }
    if lone.is_empty() {
        return None;
    }
    let mut mended = String::with_capacity(text.len());
    let mut done = 0;
    for at in lone {
        mended.push_str(&text[done..at]);
        mended.push_str("\\uFFFD");
        done = at + 6;
    }
    mended.push_str(&text[done..]);
    Some(mended)
}

/// A record object.
struct ObjectVisitor<'n> {
    names: &'n FieldNames,
}

impl<'de> Visitor<'de> for ObjectVisitor<'_> {
    type Value = RawFields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object with the fields of a record")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawFields, A::Error> {
        let mut fields = RawFields::default();
        while let Some(field) = map.next_key_seed(KeySeed { names: self.names })? {
            match field {
                Some(field) => map.next_value_seed(ValueSeed { fields: &mut fields, field })?,
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(fields)
    }
}

/// A key, looked up without copying it.
struct KeySeed<'n> {
    names: &'n FieldNames,
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Option<Field>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Option<Field>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.names.field(key))
    }
}

/// A value: text, a number, a list of them, or an object with a name (people and ministers).
struct ValueSeed<'f> {
    fields: &'f mut RawFields,
    field: Field,
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, a number or a list")
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.fields.put(self.field, value.to_owned());
        Ok(())
    }

    fn visit_string<E>(self, value: String) -> Result<(), E> {
        self.fields.put(self.field, value);
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.fields.put(self.field, value.to_string());
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.fields.put(self.field, value.to_string());
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.fields.put(self.field, value.to_string());
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(ValueSeed { fields: self.fields, field: self.field })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Cow<'_, str>>()? {
            let field = match key.as_ref() {
                "name" | "naam" => Some(self.field),
                "party" | "partij" | "fractie" => Some(Field::Party),
                "portfolio" | "bevoegdheid" => Some(Field::Portfolio),
                _ => None,
            };
            match field {
                Some(field) => map.next_value_seed(ValueSeed { fields: self.fields, field })?,
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(json: &str) -> Result<RawFields, SkipReason> {
        parse(json.as_bytes(), &FieldNames::new(&[]).unwrap())
    }

    #[test]
    fn strings_numbers_lists_and_objects_are_accepted() {
        let fields = fields(
            r#"{"id": 12, "number": 221.0, "asker": ["An Aerts", {"name": "Bo Baert", "party": "Groep A"}],
                "minister": "Cas Claes", "themes": [["Wonen"], null, true], "title": " T ", "odd": {"a": [1]}}"#,
        )
        .unwrap();
        assert_eq!(fields.id.as_deref(), Some("12"));
        assert_eq!(fields.number.as_deref(), Some("221"));
        assert_eq!(fields.askers, ["An Aerts", "Bo Baert"]);
        assert_eq!(fields.party, ["Groep A"]);
        assert_eq!(fields.ministers, ["Cas Claes"]);
        assert_eq!(fields.themes, ["Wonen"]);
        assert_eq!(fields.title.as_deref(), Some("T"));
    }

    #[test]
    fn the_names_of_dutch_exports_are_known() {
        let fields = fields(
            r#"{"Nummer": "2024Z1", "Vergaderjaar": "2024-2025", "gericht_aan": "X", "indiener": "Y",
            "medeindieners": "Z", "onderwerp": "O", "soort-antwoord": "verwijzend"}"#,
        )
        .unwrap();
        assert_eq!(fields.number.as_deref(), Some("2024Z1"));
        assert_eq!(fields.session.as_deref(), Some("2024-2025"));
        assert_eq!((fields.askers, fields.ministers), (vec!["Y".into(), "Z".into()], vec!["X".into()]));
    }

    #[test]
    fn lone_surrogates_become_replacement_characters() {
        let title = |json: &str| fields(json).unwrap().title.unwrap();
        assert_eq!(title(r#"{"title": "a\ud83db"}"#), "a\u{FFFD}b");
        assert_eq!(title(r#"{"title": "a\udc00"}"#), "a\u{FFFD}");
        assert_eq!(title(r#"{"title": "\ud83d\ude00 \ud83d"}"#), "😀 \u{FFFD}");
        assert_eq!(title(r#"{"title": "\\ud83d \ud83d"}"#), "\\ud83d \u{FFFD}");
    }

    #[test]
    fn broken_json_says_where() {
        for broken in
            [r#"{"title": "a""#, r#"{"title" "a"}"#, r#"{"title": "a"} x"#, "[1]", "1", "{\"a\":\"\\ud8\"}"]
        {
            let error = fields(broken).unwrap_err();
            assert!(matches!(error, SkipReason::Json(_)), "{broken}: {error}");
        }
        assert_eq!(
            fields(r#"{"title": x}"#).unwrap_err().to_string(),
            "broken JSON: expected value (at byte 11)"
        );
    }

    #[test]
    fn windows_1252_lines_are_decoded() {
        let fields = parse(b"{\"title\": \"ge\xEBvalueerd\"}", &FieldNames::new(&[]).unwrap()).unwrap();
        assert_eq!(fields.title.as_deref(), Some("geëvalueerd"));
    }
}
