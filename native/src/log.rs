//! The numbers of one key, row after row, on their way to a file, and whether each is there once.

use crate::judge::{NO_NUMBER, ODD};
use std::fs::File;
use std::io::{BufWriter, Read, Result, Write};
use std::path::{Path, PathBuf};
use std::thread;

const AT_A_TIME: u64 = 1 << 24; // numbers that are in memory at a time: 128 MB
const SMALL: i64 = 1 << 27; // numbers below it have a bit each, 16 MB in all
const BUCKETS: usize = 256;
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15; // brings what differs in a number into its highest bits
const AT_ONCE: usize = 1 << 13; // numbers that are read or written at once

pub struct Log {
    path: PathBuf,
    file: BufWriter<File>,
    last: i64,
    rising: bool, // that alone proves each number single, and a table in canonical form gives it for nothing
    rows: u64,
    pub odd: u64, // keys outside the domains of their parts
}

impl Log {
    pub fn create(path: &Path) -> Result<Self> {
        let file = BufWriter::with_capacity(8 * AT_ONCE, File::create(path)?);
        Ok(Log {
            path: path.to_owned(),
            file,
            last: NO_NUMBER,
            rising: true,
            rows: 0,
            odd: 0,
        })
    }

    /// Take the numbers of the next rows.
    pub fn feed(&mut self, numbers: &[i64]) -> Result<()> {
        if self.rising {
            let mut last = self.last;
            self.rising = numbers
                .iter()
                .all(|one| std::mem::replace(&mut last, *one) < *one);
            self.last = last;
        }
        self.rows += numbers.len() as u64;
        self.odd += numbers.iter().filter(|one| **one <= ODD).count() as u64;
        let mut bytes = [0; 8 * AT_ONCE];
        for piece in numbers.chunks(AT_ONCE) {
            for (eight, number) in bytes.chunks_exact_mut(8).zip(piece) {
                eight.copy_from_slice(&number.to_le_bytes());
            }
            self.file.write_all(&bytes[..8 * piece.len()])?;
        }
        Ok(())
    }

    /// Whether each number is surely there once; rows without one are not compared. All numbers are in the file then.
    pub fn single(&mut self, threads: usize) -> Result<bool> {
        self.file.flush()?;
        if self.rising {
            return Ok(true);
        }
        if let Some(single) = self.marked()? {
            return Ok(single);
        }
        let rounds = self.rows / AT_A_TIME + 1;
        for round in 0..rounds {
            let single = match self.buckets(round, rounds)? {
                Some(mut buckets) => differ(&mut buckets, threads),
                None => false,
            };
            if !single {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether each number is there once, by a bit for each; None unless all are small.
    fn marked(&self) -> Result<Option<bool>> {
        let (mut bits, mut twice) = (vec![0u64], false);
        let small = self.each(|number| {
            if !(0..SMALL).contains(&number) {
                return false;
            }
            let (word, bit) = (number as usize / 64, 1 << (number % 64));
            if word >= bits.len() {
                bits.resize((2 * word + 1).min(SMALL as usize / 64), 0);
            }
            twice |= bits[word] & bit != 0;
            bits[word] |= bit;
            true
        })?;
        Ok(if small { Some(!twice) } else { None })
    }

    /// The numbers of one round, in buckets, equal ones in one bucket. None where a bucket gets so many that surely
    /// some of them are equal.
    fn buckets(&self, round: u64, rounds: u64) -> Result<Option<Vec<Vec<i64>>>> {
        let share = (self.rows / rounds) as usize / BUCKETS;
        let mut buckets: Vec<Vec<i64>> = (0..BUCKETS)
            .map(|_| Vec::with_capacity(share + share / 8))
            .collect();
        let even = self.each(|number| {
            let spread = (number as u64).wrapping_mul(SPREAD) >> 32;
            let bucket = &mut buckets[(spread / rounds) as usize % BUCKETS];
            if spread % rounds == round {
                bucket.push(number);
            }
            bucket.len() <= 4 * share + 1024
        })?;
        Ok(if even { Some(buckets) } else { None })
    }

    /// Give the numbers to ``take``, in order; false if it did not want all of them.
    fn each(&self, mut take: impl FnMut(i64) -> bool) -> Result<bool> {
        let mut file = File::open(&self.path)?;
        let mut bytes = vec![0; 8 * AT_ONCE];
        let mut left = self.rows as usize;
        while left > 0 {
            let size = left.min(AT_ONCE);
            file.read_exact(&mut bytes[..8 * size])?;
            for eight in bytes[..8 * size].chunks_exact(8) {
                let number = i64::from_le_bytes(eight.try_into().unwrap());
                if number != NO_NUMBER && !take(number) {
                    return Ok(false);
                }
            }
            left -= size;
        }
        Ok(true)
    }
}

/// Whether no number is in a bucket twice.
fn differ(buckets: &mut [Vec<i64>], threads: usize) -> bool {
    let share = buckets.len() / threads.clamp(1, BUCKETS) + 1;
    thread::scope(|scope| {
        let works: Vec<_> = buckets
            .chunks_mut(share)
            .map(|some| {
                scope.spawn(move || {
                    some.iter_mut().all(|bucket| {
                        bucket.sort_unstable();
                        bucket.windows(2).all(|two| two[0] != two[1])
                    })
                })
            })
            .collect();
        works.into_iter().all(|work| work.join().unwrap_or(false))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn single(name: &str, numbers: &[i64]) -> bool {
        let path =
            std::env::temp_dir().join(format!("scanner-log-{}-{}", std::process::id(), name));
        let mut log = Log::create(&path).unwrap();
        for piece in numbers.chunks(3) {
            log.feed(piece).unwrap();
        }
        let found = log.single(2).unwrap();
        std::fs::remove_file(path).unwrap();
        found
    }

    #[test]
    fn numbers_that_come_again_are_noticed() {
        let large = 1 << 40;
        assert!(single("rising", &[0, 1, 5, large, large + 1]));
        assert!(single("small", &[7, 3, NO_NUMBER, 5, NO_NUMBER, 0]));
        assert!(!single("small-twice", &[7, 3, 5, 0, 3]));
        assert!(single("large", &[large, 3, NO_NUMBER, NO_NUMBER, 0, ODD]));
        assert!(!single("large-twice", &[large, 3, 0, 8, large]));
        assert!(!single("odd-twice", &[ODD - 5, 3, 2, ODD - 5]));
        assert!(!single("equal", &[1, 1]) && single("none", &[]));
    }

    #[test]
    fn many_numbers_are_told_apart() {
        let mut numbers: Vec<i64> = (0..100_000).map(|one| one * 4096).collect();
        numbers.reverse();
        assert!(single("many", &numbers));
        numbers.push(4096);
        assert!(!single("many-and-one", &numbers));
        assert!(!single("many-equal", &vec![5; 100_000]));
    }
}
