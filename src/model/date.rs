//! Dates as parliament prints them: a whole day, a month or only a year, and the session (zittingsjaar).

use serde::{Deserialize, Serialize};

use super::Parliament;

/// A date of which the month or the day may be unknown. Ordered chronologically; an unknown part sorts first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year of the Gregorian calendar, 1678 to 2261: what nanoseconds in 64 bits can say.
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
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

impl Date {
    /// A whole day; `None` when it does not exist in the calendar or lies outside 1678 to 2261.
    #[must_use]
    pub fn day(year: i16, month: u8, day: u8) -> Option<Self> {
        if !(1678..=2261).contains(&year) {
            return None;
        }
        jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        Some(Self { year, month: Some(month), day: Some(day) })
    }

    /// Days from `self` to `later` (negative when it is earlier); `None` unless both are whole days.
    #[must_use]
    pub fn days_until(self, later: Self) -> Option<i32> {
        Some((later.civil()? - self.civil()?).get_days())
    }

    fn civil(self) -> Option<jiff::civil::Date> {
        let month = i8::try_from(self.month?).ok()?;
        jiff::civil::Date::new(self.year, month, i8::try_from(self.day?).ok()?).ok()
    }
}

impl Session {
    /// The session that a question asked on `date` belongs to. The session opens
    ///
    /// - in the Flemish Parliament on the fourth Monday of September (also taken where the parliament is
    ///   unknown),
    /// - in the Tweede Kamer on the third Tuesday of September,
    /// - in the Belgian Chamber on the second Tuesday of October.
    ///
    /// `None` when the date lacks the month, or lacks the day in the month of opening.
    #[must_use]
    pub fn of(date: Date, parliament: Option<Parliament>) -> Option<Self> {
        use jiff::civil::Weekday;
        let month = date.month?;
        let (opening_month, nth, weekday) = match parliament {
            Some(Parliament::Flemish) | None => (9, 4, Weekday::Monday),
            Some(Parliament::TweedeKamer) => (9, 3, Weekday::Tuesday),
            Some(Parliament::Chamber) => (10, 2, Weekday::Tuesday),
        };
        let opened = if month == opening_month {
            let first = jiff::civil::Date::new(date.year, i8::try_from(opening_month).ok()?, 1).ok()?;
            let opening = first.nth_weekday_of_month(nth, weekday).ok()?;
            i8::try_from(date.day?).ok()? >= opening.day()
        } else {
            month > opening_month
        };
        Some(Self { start_year: if opened { date.year } else { date.year - 1 } })
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
            [start, ..] if !(1678..=2261).contains(&start) => Err(error()),
            [start] => Ok(Self { start_year: start }),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn session(date: &str, parliament: Option<Parliament>) -> Option<String> {
        Session::of(date.parse().unwrap(), parliament).map(|session| session.to_string())
    }

    #[test]
    fn a_session_opens_on_the_day_its_parliament_says() {
        let flemish = Some(Parliament::Flemish);
        assert_eq!(session("2018-01-19", flemish).as_deref(), Some("2017-2018"));
        assert_eq!(session("2020-09-23", flemish).as_deref(), Some("2019-2020"));
        assert_eq!(session("2020-09-27", flemish).as_deref(), Some("2019-2020"));
        assert_eq!(session("2020-09-28", flemish).as_deref(), Some("2020-2021"));
        assert_eq!(session("2020-09", flemish), None);
        assert_eq!(session("2020-10", None).as_deref(), Some("2020-2021"));
        assert_eq!(session("2020", flemish), None);
        assert_eq!(session("2024-09-17", Some(Parliament::TweedeKamer)).as_deref(), Some("2024-2025"));
        assert_eq!(session("2024-09-16", Some(Parliament::TweedeKamer)).as_deref(), Some("2023-2024"));
        assert_eq!(session("2016-10-10", Some(Parliament::Chamber)).as_deref(), Some("2015-2016"));
        assert_eq!(session("2016-10-11", Some(Parliament::Chamber)).as_deref(), Some("2016-2017"));
    }

    #[test]
    fn days_are_counted_between_whole_days_only() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(day("2024-10-24").days_until(day("2024-11-14")), Some(21));
        assert_eq!(day("2024-10-24").days_until(day("2024")), None);
        assert_eq!(Date::day(2023, 2, 29), None);
        assert_eq!(Date::day(2024, 2, 29).map(|d| d.to_string()).as_deref(), Some("2024-02-29"));
    }

    #[test]
    fn a_session_lies_within_the_years_that_dates_have() {
        for text in ["2017-2018", "2017-18", "2017", "1999-00"] {
            assert!(text.parse::<Session>().is_ok(), "{text}");
        }
        for text in ["2017-2019", "9999-10000", "32767-68", "17", "2017-2018-2019", ""] {
            assert!(text.parse::<Session>().is_err(), "{text}");
        }
    }
}
