//! Counts over time: documents or occurrences a year, quarter, month or session, split by a facet when asked.

use std::collections::BTreeMap;

use super::columns::Columns;
use super::error::{SearchError, guarded};
use super::facets::{Drill, FacetValues};
use super::rank::{Found, documents};
use super::request::TrendRequest;
use super::searcher::Searcher;
use crate::model::{Counting, Denominator, Period, Session, Trend, TrendPeriod, TrendSeries};
use crate::query::{Filter, Node, Query};

/// A period as a number: its first month counted from year 0, or the first year of a session.
type Slot = i32;

impl Searcher<'_> {
    /// Counts each query over time. Documents without a date are in no period; how many there are is told.
    ///
    /// # Errors
    /// When the facet does not exist or the index cannot be read.
    pub fn trend(&self, request: &TrendRequest) -> Result<Trend, SearchError> {
        guarded(self.index, || self.trend_unguarded(request))
    }

    fn trend_unguarded(&self, request: &TrendRequest) -> Result<Trend, SearchError> {
        let drill = request.per.as_deref().map(Drill::new).transpose()?;
        let slots = self.slots(request.by)?;
        let (periods, undated) = self.periods(request.by, &slots);
        let Some(first) = periods.first().map(|(slot, _)| *slot) else {
            return Ok(Trend { by: request.by, per: request.per.clone(), undated, ..Trend::default() });
        };
        let place = |slot: Slot| usize::try_from(slot - first).unwrap_or(usize::MAX);
        let mut trend = Trend {
            by: request.by,
            per: request.per.clone(),
            counting: request.counting,
            relative: request.relative,
            periods: periods.into_iter().map(|(_, period)| period).collect(),
            series: Vec::new(),
            undated,
        };
        for query in &request.queries {
            let plan = self.plan(query);
            let run = self.run(&plan, false)?;
            let mut values = Vec::new();
            if let Some(drill) = &drill {
                for segment in self.index.segments() {
                    values.push(FacetValues::new(segment, drill)?);
                }
            }
            let mut series: BTreeMap<Option<String>, TrendSeries> = BTreeMap::new();
            let empty = || TrendSeries {
                query: query.to_string(),
                counts: vec![0; trend.periods.len()],
                ..TrendSeries::default()
            };
            let mut numbers = Vec::new();
            let mut failed = None;
            let mut add = |found: Found, count: u64| {
                let groups: Vec<Option<String>> = match values.get_mut(found.segment as usize) {
                    None => vec![None],
                    Some(values) => {
                        if let Err(error) = values.of(found.doc, &mut numbers) {
                            failed = Some(error);
                        }
                        numbers.iter().map(|&number| values.names.get(number).cloned()).collect()
                    }
                };
                let slot = slots.get(found.segment as usize).and_then(|slots| slots.get(found.doc as usize));
                for group in groups {
                    let one = series.entry(group).or_insert_with(empty);
                    match slot.copied().flatten().and_then(|slot| one.counts.get_mut(place(slot))) {
                        Some(sum) => *sum += count,
                        None => one.undated += count,
                    }
                }
            };
            match request.counting {
                Counting::Documents => documents(&run.matches).for_each(|found| add(found, 1)),
                Counting::Occurrences => self.each_count(&run, &mut add)?,
            }
            if let Some(error) = failed {
                return Err(error);
            }
            if series.is_empty() && drill.is_none() {
                series.insert(None, empty());
            }
            let mut series: Vec<TrendSeries> =
                series.into_iter().map(|(group, one)| TrendSeries { group, ..one }).collect();
            series.sort_by_key(|one| std::cmp::Reverse(one.counts.iter().sum::<u64>() + one.undated));
            if request.most > 0 {
                series.truncate(request.most);
            }
            trend.series.append(&mut series);
        }
        cut(&mut trend, first, &request.queries);
        for one in &mut trend.series {
            one.values = one
                .counts
                .iter()
                .zip(&trend.periods)
                .map(|(&count, period)| relative(count, period, request.relative))
                .collect();
        }
        Ok(trend)
    }

    /// The period of every document, a list a segment.
    fn slots(&self, by: Period) -> Result<Vec<Vec<Option<Slot>>>, SearchError> {
        let mut all = Vec::new();
        let drill = Drill::new("session")?;
        for segment in self.index.segments() {
            let mut slots = Vec::with_capacity(segment.reader.max_doc() as usize);
            if by == Period::Session {
                let mut values = FacetValues::new(segment, &drill)?;
                let mut here = Vec::new();
                for doc in 0..segment.reader.max_doc() {
                    values.of(doc, &mut here)?;
                    let session =
                        here.first().and_then(|&number| values.names[number].parse::<Session>().ok());
                    slots.push(session.map(|session| Slot::from(session.start_year)));
                }
            } else {
                slots.extend((0..segment.reader.max_doc()).map(|doc| {
                    segment.day(doc).map(|day| {
                        let (year, month) = year_and_month(day);
                        match by {
                            Period::Year | Period::Session => year,
                            Period::Quarter => year * 4 + (month - 1) / 3,
                            Period::Month => year * 12 + month - 1,
                        }
                    })
                }));
            }
            all.push(slots);
        }
        Ok(all)
    }

    /// Every period from the first to the last that any document has, with what the index holds of it, and the
    /// number of documents in none.
    fn periods(&self, by: Period, slots: &[Vec<Option<Slot>>]) -> (Vec<(Slot, TrendPeriod)>, u64) {
        let mut held: BTreeMap<Slot, TrendPeriod> = BTreeMap::new();
        let mut undated = 0;
        let (mut first_day, mut last_day) = (i64::MAX, i64::MIN);
        for (segment, slots) in self.index.segments().iter().zip(slots) {
            let alive = segment.reader.alive_bitset();
            for (doc, slot) in (0_u32..).zip(slots) {
                if alive.is_some_and(|alive| !alive.is_alive(doc)) {
                    continue;
                }
                if let Some(day) = segment.day(doc) {
                    (first_day, last_day) = (first_day.min(day), last_day.max(day));
                }
                match slot {
                    Some(slot) => {
                        let period = held.entry(*slot).or_default();
                        period.documents += 1;
                        period.words += segment.word_count(doc);
                    }
                    None => undated += 1,
                }
            }
        }
        let (Some(first), Some(last)) =
            (held.first_key_value().map(|(slot, _)| *slot), held.last_key_value().map(|(slot, _)| *slot))
        else {
            return (Vec::new(), undated);
        };
        let periods = (first..=last)
            .map(|slot| {
                let mut period = held.remove(&slot).unwrap_or_default();
                period.name = name(by, slot);
                let (opens, closes) = days(by, slot);
                period.incomplete =
                    (slot == first && first_day > opens) || (slot == last && last_day < closes);
                (slot, period)
            })
            .collect();
        (periods, undated)
    }
}

/// Cuts off the periods at either end that no query asks about: they tell nothing. One in which something was
/// counted all the same (a session as printed may not be that of the date) stays.
fn cut(trend: &mut Trend, first: Slot, queries: &[Query]) {
    let asked: Vec<_> = queries.iter().map(|query| asked(trend.by, query)).collect();
    let since = asked.iter().map(|(since, _)| since.unwrap_or(Slot::MIN)).min().unwrap_or(Slot::MIN);
    let until = asked.iter().map(|(_, until)| until.unwrap_or(Slot::MAX)).max().unwrap_or(Slot::MAX);
    let wanted: Vec<bool> = (first..)
        .zip(0..trend.periods.len())
        .map(|(slot, at)| {
            (since..=until).contains(&slot)
                || trend.series.iter().any(|one| one.counts.get(at).is_some_and(|count| *count > 0))
        })
        .collect();
    let Some(start) = wanted.iter().position(|wanted| *wanted) else { return };
    let end = wanted.iter().rposition(|wanted| *wanted).map_or(wanted.len(), |last| last + 1);
    trend.periods.truncate(end);
    trend.periods.drain(..start);
    for one in &mut trend.series {
        one.counts.truncate(end);
        one.counts.drain(..start);
    }
}

/// The first and the last period that a query's own conditions on date and session leave open.
fn asked(by: Period, query: &Query) -> (Option<Slot>, Option<Slot>) {
    let conditions = match &query.root {
        Node::And(children) => children.as_slice(),
        root => std::slice::from_ref(root),
    };
    let (mut since, mut until) = (None, None);
    for condition in conditions {
        let (first, last) = match condition {
            Node::Filter(Filter::Date(range)) => (
                range.since.map(|date| slot_of(by, date.year, date.month.unwrap_or(1))),
                range.until.map(|date| slot_of(by, date.year, date.month.unwrap_or(12))),
            ),
            Node::Filter(Filter::Session(range)) => (
                range.since.map(|session| slot_of(by, session.start_year, 9)),
                range.until.map(|session| match by {
                    Period::Session => Slot::from(session.start_year),
                    _ => slot_of(by, session.start_year + 1, 9),
                }),
            ),
            _ => continue,
        };
        since = since.max(first);
        until = match (until, last) {
            (Some(known), Some(last)) => Some(last.min(known)),
            (known, last) => known.or(last),
        };
    }
    (since, until)
}

/// The period of a month; sessions open in September.
fn slot_of(by: Period, year: i16, month: u8) -> Slot {
    let (year, month) = (Slot::from(year), Slot::from(month));
    match by {
        Period::Year => year,
        Period::Quarter => year * 4 + (month - 1) / 3,
        Period::Month => year * 12 + month - 1,
        Period::Session => year - Slot::from(month < 9),
    }
}

fn relative(count: u64, period: &TrendPeriod, relative: Option<Denominator>) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    let share = |whole: u64, scale: f64| if whole == 0 { 0.0 } else { count as f64 * scale / whole as f64 };
    match relative {
        None => share(1, 1.0),
        Some(Denominator::Documents) => share(period.documents, 100.0),
        Some(Denominator::Words) => share(period.words, 1e6),
    }
}

/// The calendar year and month of a day counted from 1970-01-01.
fn year_and_month(day: i64) -> (Slot, Slot) {
    let epoch = jiff::civil::Date::constant(1970, 1, 1);
    epoch
        .checked_add(jiff::Span::new().try_days(day).unwrap_or_default())
        .map_or((1970, 1), |date| (Slot::from(date.year()), Slot::from(date.month())))
}

fn name(by: Period, slot: Slot) -> String {
    match by {
        Period::Year => format!("{slot:04}"),
        Period::Quarter => format!("{:04}-Q{}", slot.div_euclid(4), slot.rem_euclid(4) + 1),
        Period::Month => format!("{:04}-{:02}", slot.div_euclid(12), slot.rem_euclid(12) + 1),
        Period::Session => format!("{slot:04}-{:04}", slot + 1),
    }
}

/// The first and the last day of a period, with a fortnight's grace at either end: parliament does not ask
/// questions every day.
fn days(by: Period, slot: Slot) -> (i64, i64) {
    const GRACE: i64 = 14;
    let (first, next) = match by {
        Period::Year => (slot * 12, slot * 12 + 12),
        Period::Quarter => (slot * 3, slot * 3 + 3),
        Period::Month => (slot, slot + 1),
        // From late September to the next; hardly a question is asked in August.
        Period::Session => (slot * 12 + 9, slot * 12 + 19),
    };
    let day = |month: Slot| -> i64 {
        let year = i16::try_from(month.div_euclid(12)).unwrap_or(1970);
        let month = i8::try_from(month.rem_euclid(12) + 1).unwrap_or(1);
        jiff::civil::Date::new(year, month, 1)
            .and_then(|date| date.since(jiff::civil::Date::constant(1970, 1, 1)))
            .map_or(0, |span| i64::from(span.get_days()))
    };
    (day(first) + GRACE, day(next) - 1 - GRACE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_have_names_and_borders() {
        assert_eq!(name(Period::Quarter, 2018 * 4), "2018-Q1");
        assert_eq!(name(Period::Month, 2018 * 12 + 11), "2018-12");
        assert_eq!(name(Period::Session, 2017), "2017-2018");
        assert_eq!(year_and_month(0), (1970, 1));
        assert_eq!(year_and_month(17_550), (2018, 1));
        let (opens, closes) = days(Period::Year, 1970);
        assert_eq!((opens, closes), (14, 365 - 1 - 14));
    }

    #[test]
    fn a_query_names_the_periods_it_asks_about() {
        let asked = |by, text: &str| asked(by, &crate::query::parse(text).unwrap());
        assert_eq!(asked(Period::Year, "politie"), (None, None));
        assert_eq!(asked(Period::Year, "politie datum:2017-03..2018-06"), (Some(2017), Some(2018)));
        let months = (Some(2017 * 12 + 2), Some(2018 * 12 + 5));
        assert_eq!(asked(Period::Month, "politie datum:2017-03..2018-06"), months);
        assert_eq!(asked(Period::Quarter, "datum:..2017-04 politie"), (None, Some(2017 * 4 + 1)));
        assert_eq!(asked(Period::Session, "politie zittingsjaar:2016-2017"), (Some(2016), Some(2016)));
        assert_eq!(asked(Period::Session, "politie jaar:2017"), (Some(2016), Some(2017)));
        assert_eq!(asked(Period::Year, "politie zittingsjaar:2016-2017"), (Some(2016), Some(2017)));
    }

    #[test]
    fn values_are_relative_to_the_period() {
        let period = TrendPeriod { documents: 50, words: 2_000_000, ..TrendPeriod::default() };
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
        close(relative(5, &period, None), 5.0);
        close(relative(5, &period, Some(Denominator::Documents)), 10.0);
        close(relative(5, &period, Some(Denominator::Words)), 2.5);
        close(relative(5, &TrendPeriod::default(), Some(Denominator::Words)), 0.0);
    }
}
