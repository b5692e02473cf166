//! Dates as parliament prints them: a whole day, a month or only a year, and the session (zittingsjaar).

use serde::{Deserialize, Serialize};

/// A date of which the month or the day may be unknown. Ordered chronologically; an unknown part sorts first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year of the Gregorian calendar, 1678 to 2261 (the range of a tantivy date).
    pub year: i16,
    /// Month 1 to 12, when known.
    pub month: Option<u8>,
    /// Day of the month 1 to 31, when known; never without a month.
    pub day: Option<u8>,
}

/// Why a text is not a [`Date`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// The text has another form than `2018`, `2018-01` or `2018-01-19`.
    #[error("'{0}' is not a date; write 2018, 2018-01 or 2018-01-19")]
    Form(String),
    /// The day does not exist in the calendar or the year is out of range.
    #[error("'{0}' does not exist in the calendar (years 1678 to 2261)")]
    Calendar(String),
}

/// The days from the first of `since` to the last of `until`, both included; open where `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateRange {
    /// First day, month or year of the range.
    pub since: Option<Date>,
    /// Last day, month or year of the range.
    pub until: Option<Date>,
}

/// A parliamentary year (zittingsjaar, vergaderjaar), named by the calendar year it opens in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Session {
    /// The year of its first day: 2017 for `2017-2018`.
    pub start_year: i16,
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
            if let Some(day) = self.day {
                write!(f, "-{day:02}")?;
            }
        }
        Ok(())
    }
}

impl std::str::FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let form = || DateError::Form(text.to_owned());
        let calendar = || DateError::Calendar(text.to_owned());
        let mut parts = text.trim().split('-');
        let mut number = |digits: usize| -> Result<Option<i16>, DateError> {
            match parts.next() {
                None => Ok(None),
                Some(part) if part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()) => {
                    part.parse().map(Some).map_err(|_| form())
                }
                Some(_) => Err(form()),
            }
        };
        let year = number(4)?.ok_or_else(form)?;
        let month = number(2)?;
        let day = number(2)?;
        if parts.next().is_some() {
            return Err(form());
        }
        if !(1678..=2261).contains(&year) {
            return Err(calendar());
        }
        let narrow = |value: i16| i8::try_from(value).map_err(|_| calendar());
        jiff::civil::Date::new(year, narrow(month.unwrap_or(1))?, narrow(day.unwrap_or(1))?)
            .map_err(|_| calendar())?;
        let part = |value: Option<i16>| value.and_then(|value| u8::try_from(value).ok());
        Ok(Self { year, month: part(month), day: part(day) })
    }
}

impl std::fmt::Display for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.start_year, self.start_year + 1)
    }
}

impl std::str::FromStr for Session {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let error = || DateError::Form(text.to_owned());
        let digits: Vec<i16> = text
            .split(|c: char| !c.is_ascii_digit())
            .filter(|part| !part.is_empty())
            .map(|part| part.parse().map_err(|_| error()))
            .collect::<Result<_, _>>()?;
        match digits[..] {
            [start] if (1678..=2261).contains(&start) => Ok(Self { start_year: start }),
            [start, end] if end == start + 1 || (end < 100 && end == (start + 1) % 100) => {
                Ok(Self { start_year: start })
            }
            _ => Err(error()),
        }
    }
}

/// Serialises a type as its `Display` text and reads it back with `FromStr`.
macro_rules! serde_as_text {
    ($type:ty) => {
        impl Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
serde_as_text!(Date);
serde_as_text!(Session);
