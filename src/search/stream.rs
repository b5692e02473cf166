//! Searches whose hits are more than memory should hold, or of which only some are wanted.

use std::time::Instant;

use super::error::{SearchError, guarded};
use super::request::{SearchRequest, StageTimes};
use super::searcher::Searcher;
use crate::model::{Hit, SearchResults};

impl Searcher<'_> {
    /// Runs a search once and hands its page over in portions of at most `portion` hits: for pages of any
    /// length in constant memory. `work` gets the results without hits, and a function that gives the next
    /// portion, which is empty after the last.
    ///
    /// # Errors
    /// As [`Self::search`], and what `work` returns.
    pub fn stream<T, E: From<SearchError>>(
        &self,
        request: &SearchRequest,
        portion: usize,
        work: impl FnOnce(SearchResults, &mut dyn FnMut() -> Result<Vec<Hit>, SearchError>) -> Result<T, E>,
    ) -> Result<T, E> {
        let begun = Instant::now();
        let plan = guarded(self.index, || self.plan_for(request))?;
        let run = guarded(self.index, || self.run(&plan, request.relax))?;
        let scored = plan.scoring().next().is_some();
        let order = self.order(request.sort, scored);
        let page = guarded(self.index, || Ok(self.page(&run, &order, request)))?;
        let mut results = guarded(self.index, || self.summary(&run, &order, request))?;
        results.took_ms = begun.elapsed().as_secs_f64() * 1000.0;
        let mut done = 0_usize;
        work(results, &mut || {
            let next = &page[done..page.len().min(done.saturating_add(portion.max(1)))];
            let hits = guarded(self.index, || {
                self.hits(&run, request, next, request.offset + done, &mut StageTimes::default())
            })?;
            done += next.len();
            Ok(hits)
        })
    }

    /// Runs a search over the documents that match and that `keep` wants, which is asked once about each, by
    /// source and id. All counts are of those that were kept.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn search_where(
        &self,
        request: &SearchRequest,
        keep: &mut dyn FnMut(&str, &str) -> bool,
    ) -> Result<SearchResults, SearchError> {
        guarded(self.index, || {
            let begun = Instant::now();
            let plan = self.plan_for(request)?;
            let mut run = self.run(&plan, request.relax)?;
            for (matches, segment) in run.matches.iter_mut().zip(0_u32..) {
                let wanted: Vec<bool> = matches
                    .docs
                    .iter()
                    .map(|&doc| self.ids.name((segment, doc), |source, id| keep(source, id)))
                    .collect();
                matches.retain(|index, _| wanted.get(index) == Some(&true));
            }
            let order = self.order(request.sort, plan.scoring().next().is_some());
            let page = self.page(&run, &order, request);
            let mut results = self.summary(&run, &order, request)?;
            results.hits = self.hits(&run, request, &page, request.offset, &mut StageTimes::default())?;
            results.took_ms = begun.elapsed().as_secs_f64() * 1000.0;
            Ok(results)
        })
    }
}
