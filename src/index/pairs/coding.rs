//! Ascending numbers after Elias and Fano: of each number the lowest bits as they are, side by side; the others
//! as the gaps between ones in a row of bits.

use super::super::bytes::u64_at;

/// Lowest bits that are kept as they are, of `count` numbers below `limit`.
fn low_bits(count: u32, limit: u32) -> u32 {
    (limit / count.max(1)).checked_ilog2().unwrap_or(0)
}

/// Bytes of the lowest bits and of the others.
fn lengths(count: u32, limit: u32) -> (usize, usize) {
    let low = low_bits(count, limit);
    let lows = (u64::from(count) * u64::from(low)).div_ceil(8);
    let highs = (u64::from(count) + u64::from(limit >> low) + 1).div_ceil(8);
    (lows as usize, highs as usize)
}

/// Bytes of `count` coded numbers below `limit`; none for none.
pub(super) fn length(count: u32, limit: u32) -> usize {
    let (lows, highs) = lengths(count, limit);
    if count == 0 { 0 } else { lows + highs }
}

/// Codes ascending numbers below `limit`.
pub(super) fn encode(numbers: &[u32], limit: u32, out: &mut Vec<u8>) {
    let count = numbers.len() as u32;
    if count == 0 {
        return;
    }
    let low = low_bits(count, limit);
    let start = out.len();
    let (lows, highs) = lengths(count, limit);
    out.resize(start + lows + highs, 0);
    let (lows, highs) = out[start..].split_at_mut(lows);
    for (place, &number) in (0_u64..).zip(numbers) {
        for bit in 0..low {
            let at = (place * u64::from(low) + u64::from(bit)) as usize;
            lows[at / 8] |= ((number >> bit & 1) as u8) << (at % 8);
        }
        let at = (u64::from(number >> low) + place) as usize;
        highs[at / 8] |= 1 << (at % 8);
    }
}

/// Calls `sink` with the numbers; `None` when they are not `count` numbers below `limit`.
pub(super) fn decode(bytes: &[u8], count: u32, limit: u32, mut sink: impl FnMut(u32)) -> Option<()> {
    let low = low_bits(count, limit);
    let (lows, highs) = bytes.split_at_checked(lengths(count, limit).0)?;
    let mask = (1_u64 << low) - 1;
    let mut place = 0_u64;
    let mut base = 0_u64;
    for chunk in highs.chunks(8) {
        let mut word = [0; 8];
        word.get_mut(..chunk.len())?.copy_from_slice(chunk);
        let mut word = u64::from_le_bytes(word);
        while word != 0 {
            let high = (base + u64::from(word.trailing_zeros())).checked_sub(place)?;
            word &= word - 1;
            let at = place * u64::from(low);
            let byte = (at / 8) as usize;
            // Beyond the lowest bits follow the others, so that eight bytes can be read but at the end.
            let bits = match u64_at(bytes, byte) {
                Some(bits) => bits,
                None => {
                    let mut last = [0; 8];
                    let rest = lows.get(byte..).unwrap_or_default();
                    last.get_mut(..rest.len())?.copy_from_slice(rest);
                    u64::from_le_bytes(last)
                }
            };
            let number = high << low | bits >> (at % 8) & mask;
            if number >= u64::from(limit) {
                return None;
            }
            sink(number as u32);
            place += 1;
        }
        base += 64;
    }
    (place == u64::from(count)).then_some(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_come_back(
            limit in 1_u32..200_000,
            share in 1_u32..1000,
            seed in any::<u64>(),
        ) {
            let mut state = seed | 1;
            let numbers: Vec<u32> = (0..limit)
                .filter(|_| {
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    state % 1000 < u64::from(share)
                })
                .collect();
            let count = numbers.len() as u32;
            let mut bytes = Vec::new();
            encode(&numbers, limit, &mut bytes);
            prop_assert_eq!(bytes.len(), length(count, limit));
            let mut back = Vec::new();
            if count > 0 {
                prop_assert!(decode(&bytes, count, limit, |number| back.push(number)).is_some());
            }
            prop_assert_eq!(back, numbers);
        }

        #[test]
        fn damage_is_no_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), count in 0_u32..2000, limit in 0_u32..5000) {
            let mut numbers = Vec::new();
            if decode(&bytes, count, limit, |number| numbers.push(number)).is_some() {
                prop_assert_eq!(numbers.len(), count as usize);
            }
            prop_assert!(numbers.iter().all(|&number| number < limit));
        }
    }

    #[test]
    fn every_number_of_a_few_comes_back() {
        for numbers in [&[0_u32][..], &[99], &[0, 1, 2, 99], &[7, 8, 9, 50, 51, 98]] {
            let mut bytes = Vec::new();
            encode(numbers, 100, &mut bytes);
            let mut back = Vec::new();
            decode(&bytes, numbers.len() as u32, 100, |number| back.push(number)).unwrap();
            assert_eq!(back, numbers);
        }
    }
}
