//! Keys that have a hash for a number, by that number: as long as a key is held, rows that share its number are known to
//! share the key.

use std::collections::hash_map::Entry;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

const MOST: usize = 1 << 17; // keys that are held of a whole file

/// The numbers are hashes already.
#[derive(Default)]
pub struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("numbers only")
    }

    fn write_i64(&mut self, number: i64) {
        self.0 = number as u64;
    }
}

#[derive(Default)]
pub struct Seen {
    places: HashMap<i64, (usize, usize), BuildHasherDefault<AsItIs>>,
    keys: Vec<u8>,
    pub clash: bool, // two keys share a number
}

impl Seen {
    /// Hold a key, if there is room for one more, or compare it with the one that has its number.
    pub fn meet(&mut self, number: i64, key: &[u8], room: usize) {
        let held = self.places.len();
        match self.places.entry(number) {
            Entry::Occupied(place) => {
                let (from, to) = *place.get();
                self.clash |= &self.keys[from..to] != key;
            }
            Entry::Vacant(free) if held < room => {
                free.insert((self.keys.len(), self.keys.len() + key.len()));
                self.keys.extend_from_slice(key);
            }
            Entry::Vacant(_) => {}
        }
    }

    /// Take what was seen in the next block, all of it. A key that finds no room now will never be held.
    pub fn merge(&mut self, next: &Seen) {
        self.clash |= next.clash;
        let room = if self.keys.len() < 256 * MOST {
            MOST
        } else {
            0
        };
        for (number, (from, to)) in &next.places {
            self.meet(*number, &next.keys[*from..*to], room);
        }
    }

    /// The numbers whose keys are held: every row that has one of them has that key, unless there was a clash.
    pub fn numbers(&self) -> Vec<u64> {
        self.places.keys().map(|number| *number as u64).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(keys: &[(i64, &[u8])]) -> Seen {
        let mut found = Seen::default();
        for (number, key) in keys {
            found.meet(*number, key, usize::MAX);
        }
        found
    }

    #[test]
    fn numbers_that_are_held_are_keys() {
        let mut all = Seen::default();
        all.merge(&seen(&[(-2, b"a"), (-3, b"b"), (-2, b"a")]));
        assert!(!all.clash);
        let mut numbers = all.numbers();
        numbers.sort_unstable();
        assert_eq!(numbers, [-3i64 as u64, -2i64 as u64]);
        all.merge(&seen(&[(-2, b"c")]));
        assert!(all.clash);
    }

    #[test]
    fn two_keys_of_one_number_clash_within_a_block() {
        assert!(seen(&[(-2, b"a"), (-2, b"b")]).clash);
    }

    #[test]
    fn what_finds_no_room_is_not_held() {
        let many: Vec<(i64, &[u8])> = (0..MOST as i64)
            .map(|number| (number, b"x".as_slice()))
            .collect();
        let mut all = Seen::default();
        all.merge(&seen(&many));
        all.merge(&seen(&[(-1, b"x"), (5, b"x")]));
        assert_eq!((all.numbers().len(), all.clash), (MOST, false));
        assert!(!all.numbers().contains(&(-1i64 as u64)));
    }
}
