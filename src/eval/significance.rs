//! Is one run better than another, or were the topics kind to it? Two paired, two-sided tests.
//!
//! The randomisation test assumes nothing about the scores (Smucker, Allan & Carterette, CIKM 2007, recommend
//! it for retrieval); Student's t-test is the quick one that papers print. Both take the differences per topic.

/// A paired comparison over topics.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairedTest {
    /// Mean of the differences.
    pub difference: f64,
    /// Probability of a difference at least this large, either way, if the runs were alike; 1 where they do
    /// not differ on any topic.
    pub p_value: f64,
}

/// Up to this many differing topics all 2^n sign patterns are counted; beyond it, a sample.
const EXACT_UP_TO: usize = 16;

/// Sampled sign patterns: the standard error of a p-value near 0.05 is then 0.0007.
const SAMPLES: u32 = 100_000;

/// Randomisation test: under the null hypothesis each topic's difference might as well have the other sign.
/// The same `seed` gives the same value.
pub fn randomisation_test(differences: &[f64], seed: u64) -> PairedTest {
    let difference = mean(differences);
    let changed: Vec<f64> = differences.iter().copied().filter(|d| *d != 0.0).collect();
    let observed: f64 = changed.iter().sum::<f64>().abs();
    // Sums in another order differ in the last bits; they count as equal.
    let reached = |sum: f64| sum.abs() >= observed - 1e-12 * observed.max(1.0);
    let p_value = if changed.is_empty() {
        1.0
    } else if changed.len() <= EXACT_UP_TO {
        let patterns = 1u32 << changed.len();
        let signed = |pattern: u32| -> f64 {
            changed.iter().enumerate().map(|(i, d)| if pattern >> i & 1 == 1 { -d } else { *d }).sum()
        };
        f64::from((0..patterns).filter(|pattern| reached(signed(*pattern))).count() as u32)
            / f64::from(patterns)
    } else {
        let mut state = seed;
        let mut extreme = 0u32;
        for _ in 0..SAMPLES {
            let mut sum = 0.0;
            for block in changed.chunks(64) {
                let bits = split_mix(&mut state);
                sum += block
                    .iter()
                    .enumerate()
                    .map(|(i, d)| if bits >> i & 1 == 1 { -d } else { *d })
                    .sum::<f64>();
            }
            extreme += u32::from(reached(sum));
        }
        // The observed pattern is one of those possible, so it counts too: the estimate is never 0.
        f64::from(extreme + 1) / f64::from(SAMPLES + 1)
    };
    PairedTest { difference, p_value }
}

/// Student's paired t-test.
pub fn t_test(differences: &[f64]) -> PairedTest {
    let (n, difference) = (differences.len() as f64, mean(differences));
    let squares: f64 = differences.iter().map(|d| (d - difference).powi(2)).sum();
    let p_value = if n < 2.0 || (squares == 0.0 && difference == 0.0) {
        1.0
    } else if squares == 0.0 {
        0.0
    } else {
        let freedom = n - 1.0;
        let t = difference / (squares / freedom / n).sqrt();
        incomplete_beta(freedom / (freedom + t * t), freedom / 2.0, 0.5)
    };
    PairedTest { difference, p_value }
}

fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

/// SplitMix64 (Steele, Lea & Flood, OOPSLA 2014).
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The regularised incomplete beta function I_x(a, b), by its continued fraction (Abramowitz & Stegun 26.5.8)
/// evaluated with Lentz's method.
fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    // The fraction converges fast on one side of the mean only; the other is its mirror image.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(1.0 - x, b, a);
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (1.0 - x).ln()).exp() / a;
    let tiny = 1e-300;
    let away_from_zero = |v: f64| if v.abs() < tiny { tiny } else { v };
    let (mut c, mut d) = (1.0, 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = d;
    for m in 1..300 {
        let m = f64::from(m);
        for term in [
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0)),
        ] {
            d = 1.0 / away_from_zero(1.0 + term * d);
            c = away_from_zero(1.0 + term / c);
            fraction *= c * d;
        }
        if (c * d - 1.0).abs() < 1e-15 {
            break;
        }
    }
    front * fraction
}

/// ln Γ(x) for x > 0: Stirling's series, after lifting x to where its error is below 1e-14.
fn ln_gamma(x: f64) -> f64 {
    let mut lifted = x;
    let mut shift = 0.0;
    while lifted < 15.0 {
        shift += lifted.ln();
        lifted += 1.0;
    }
    let r = 1.0 / (lifted * lifted);
    let series =
        (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r * (1.0 / 1680.0 - r / 1188.0)))) / lifted;
    (lifted - 0.5) * lifted.ln() - lifted + 0.5 * (2.0 * std::f64::consts::PI).ln() + series - shift
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIFFERENCES: [f64; 8] = [0.10, -0.02, 0.07, 0.0, 0.03, 0.12, -0.01, 0.05];

    #[test]
    fn the_t_test_gives_the_values_of_the_tables() {
        // scipy.stats.ttest_1samp on the same differences: t = 2.32264, p = 0.0531871.
        let test = t_test(&DIFFERENCES);
        assert!((test.difference - 0.0425).abs() < 1e-12);
        assert!((test.p_value - 0.053_187_079_451).abs() < 1e-9, "{}", test.p_value);
        // With one degree of freedom t is Cauchy's: t = 3 gives 1 - 2 atan(3) / pi.
        let exact = 1.0 - 2.0 * 3f64.atan() / std::f64::consts::PI;
        assert!((t_test(&[1.0, 2.0]).p_value - exact).abs() < 1e-12);
        assert!((t_test(&[0.0, 0.0]).p_value - 1.0).abs() < 1e-12);
    }

    #[test]
    fn few_topics_are_counted_out() {
        // Three equal differences: of the 8 patterns of signs, all plus and all minus are as extreme.
        assert!((randomisation_test(&[1.0, 1.0, 1.0], 1).p_value - 0.25).abs() < 1e-12);
        assert!((randomisation_test(&[0.0; 5], 1).p_value - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_sample_agrees_with_the_count() {
        let many: Vec<f64> = DIFFERENCES.iter().chain(&DIFFERENCES).chain(&[0.01, -0.03]).copied().collect();
        let sixteen: Vec<f64> = many.iter().copied().filter(|d| *d != 0.0).collect();
        assert_eq!(sixteen.len(), 16);
        let counted = randomisation_test(&sixteen, 1);
        // Seventeen differences, the last too small to matter, are sampled.
        let sampled = randomisation_test(&[&sixteen[..], &[1e-9]].concat(), 1);
        assert!((counted.p_value - sampled.p_value).abs() < 0.003, "{counted:?} {sampled:?}");
        assert_eq!(sampled, randomisation_test(&[&sixteen[..], &[1e-9]].concat(), 1));
    }
}
