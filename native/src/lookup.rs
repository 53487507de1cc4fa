//! A set of texts, each with its place in their order: an enumeration, or the values of a foreign key's target.

use crate::bytes::{BadPlan, Reader};
use crate::cell::{Cell, PADDING};

const SHORT: usize = 8; // bytes of a text that are its head as they are
const EMPTY: u32 = u32::MAX;
const MANY: usize = 1 << 16; // texts from which on a table of hashes costs more than it saves: they are searched in order
const STEP: usize = 64; // of so many texts the first stands in the index

pub struct Lookup {
    texts: Ordered,
    heads: Vec<u64>, // by place: a short text itself, padded with zeros; else its hash
    slots: Vec<u32>, // by hash: a place, or EMPTY; no slots where there are many texts
    index: Ordered,  // where there are many: every so many'th of them, close together
}

/// Texts that rise, one behind the other.
#[derive(Default)]
struct Ordered {
    blob: Vec<u8>,    // and PADDING
    starts: Vec<u32>, // by place, and where the last one ends
}

impl Ordered {
    fn of(size: usize, texts: impl Iterator<Item = (usize, usize)>, blob: Vec<u8>) -> Self {
        let mut starts = Vec::with_capacity(size + 1);
        starts.push(0);
        starts.extend(texts.map(|(_, to)| to as u32));
        let mut found = Ordered { blob, starts };
        found.blob.resize(found.blob.len() + PADDING, 0);
        found
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    #[inline]
    fn text(&self, place: usize) -> &[u8] {
        &self.blob[self.starts[place] as usize..self.starts[place + 1] as usize]
    }

    /// How many texts between two places are not above a text, counted from the first place.
    fn upto(&self, text: &[u8], mut from: usize, mut to: usize) -> usize {
        let start = from;
        while from < to {
            let middle = (from + to) / 2;
            if self.text(middle) <= text {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from - start
    }
}

impl Lookup {
    /// Texts in any order, which may come again: their lengths as numbers of 32 bits, then all of them in one.
    pub fn read(reader: &mut Reader) -> Result<Self, BadPlan> {
        let sizes = reader.bytes()?;
        let blob = reader.bytes()?;
        if blob.len() > u32::MAX as usize / 2 || sizes.len() > u32::MAX as usize {
            return Err(BadPlan("a list is too long"));
        }
        let mut end = 0;
        let ranges = sizes.chunks_exact(4).map(|size| {
            let from = end;
            end += u32::from_le_bytes(size.try_into().unwrap()) as usize;
            (from, end)
        });
        let (mut rising, mut last) = (true, None);
        for (from, to) in ranges {
            let text = blob
                .get(from..to)
                .ok_or(BadPlan("a text lies outside its list"))?;
            rising = rising && last.map_or(true, |before| before < text);
            last = Some(text);
        }
        let mut end = 0;
        let ranges = sizes.chunks_exact(4).map(|size| {
            let from = end;
            end += u32::from_le_bytes(size.try_into().unwrap()) as usize;
            (from, end)
        });
        if rising {
            return Ok(Lookup::of(Ordered::of(
                sizes.len() / 4,
                ranges,
                blob.to_vec(),
            )));
        }
        let mut texts: Vec<&[u8]> = ranges.map(|(from, to)| &blob[from..to]).collect();
        texts.sort_unstable();
        texts.dedup();
        Ok(Lookup::of(together(&texts)))
    }

    fn of(texts: Ordered) -> Self {
        let mut found = Lookup {
            texts,
            heads: Vec::new(),
            slots: Vec::new(),
            index: Ordered::default(),
        };
        let size = found.texts.len();
        if size >= MANY {
            let some: Vec<&[u8]> = (0..size)
                .step_by(STEP)
                .map(|place| found.texts.text(place))
                .collect();
            found.index = together(&some);
            return found;
        }
        found.slots = vec![EMPTY; (2 * size).next_power_of_two().max(2)];
        for place in 0..size {
            let (head, hash) = key(found.texts.text(place));
            found.heads.push(head);
            let mut at = found.slot_of(hash);
            while found.slots[at] != EMPTY {
                at = (at + 1) & (found.slots.len() - 1);
            }
            found.slots[at] = place as u32;
        }
        found
    }

    /// All texts in order.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        let texts = &self.texts;
        texts
            .starts
            .windows(2)
            .map(move |two| Cell::new(&texts.blob, two[0] as usize, two[1] as usize))
    }

    #[inline]
    fn slot_of(&self, hash: u64) -> usize {
        (hash >> 32) as usize & (self.slots.len() - 1)
    }

    /// The place of a cell's text.
    #[inline]
    pub fn place(&self, cell: &Cell) -> Option<u32> {
        let size = cell.len();
        if size <= SHORT && !self.slots.is_empty() {
            let head = cell.head();
            return self.find(head, mixed(head, size), size, || &[]);
        }
        self.place_of(cell.text())
    }

    /// The place of a text.
    pub fn place_of(&self, text: &[u8]) -> Option<u32> {
        if self.slots.is_empty() {
            return self.search(text);
        }
        let (head, hash) = key(text);
        self.find(head, hash, text.len(), || text)
    }

    fn search(&self, text: &[u8]) -> Option<u32> {
        let run = self.index.upto(text, 0, self.index.len()).checked_sub(1)?;
        let from = run * STEP;
        let place = from
            + self
                .texts
                .upto(text, from, self.texts.len().min(from + STEP))
            - 1;
        if self.texts.text(place) == text {
            Some(place as u32)
        } else {
            None
        }
    }

    #[inline]
    fn find<'a>(
        &self,
        head: u64,
        hash: u64,
        size: usize,
        text: impl Fn() -> &'a [u8],
    ) -> Option<u32> {
        let mut at = self.slot_of(hash);
        loop {
            let place = self.slots[at];
            if place == EMPTY {
                return None;
            }
            let one = place as usize;
            if self.heads[one] == head {
                let held = self.texts.text(one);
                if held.len() == size && (size <= SHORT || held == text()) {
                    return Some(place);
                }
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
}

/// Texts that rise, put one behind the other.
fn together(texts: &[&[u8]]) -> Ordered {
    let mut end = 0;
    let ranges = texts.iter().map(|text| {
        let from = end;
        end += text.len();
        (from, end)
    });
    Ordered::of(texts.len(), ranges, texts.concat())
}

#[inline]
fn mixed(head: u64, size: usize) -> u64 {
    (head ^ ((size as u64) << 56)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// What a slot holds of a text, and its hash.
fn key(text: &[u8]) -> (u64, u64) {
    if text.len() <= SHORT {
        let mut head = [0; SHORT];
        head[..text.len()].copy_from_slice(text);
        let head = u64::from_le_bytes(head);
        return (head, mixed(head, text.len()));
    }
    let hash = crate::hash::of(crate::hash::START, text);
    (hash, hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lookup(texts: &[&str]) -> Lookup {
        let mut plan = crate::bytes::Writer::default();
        let sizes: Vec<u8> = texts
            .iter()
            .flat_map(|text| (text.len() as u32).to_le_bytes())
            .collect();
        plan.bytes(&sizes);
        plan.bytes(texts.concat().as_bytes());
        Lookup::read(&mut Reader::new(&plan.out)).unwrap()
    }

    #[test]
    fn places_are_those_of_the_order() {
        let found = lookup(&["b", "a longer text", "b", "", "a longer text!", "a\0"]);
        let mut texts = ["", "a\0", "a longer text", "a longer text!", "b"];
        texts.sort_unstable();
        for (place, text) in texts.iter().enumerate() {
            assert_eq!(
                found.place_of(text.as_bytes()),
                Some(place as u32),
                "{}",
                text
            );
        }
        for text in ["a", "b\0", "a longer texu", "c", "\0"] {
            assert_eq!(found.place_of(text.as_bytes()), None, "{}", text);
        }
        assert_eq!(
            found
                .cells()
                .map(|cell| cell.text().to_vec())
                .collect::<Vec<_>>(),
            texts.map(|one| one.as_bytes().to_vec())
        );
    }

    #[test]
    fn many_texts_are_searched() {
        let texts: Vec<String> = (0..2 * MANY + 7)
            .map(|number| format!("F{:09}", 3 * number))
            .collect();
        let found = lookup(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        for (place, text) in texts.iter().enumerate() {
            assert_eq!(found.place_of(text.as_bytes()), Some(place as u32));
        }
        for text in ["", "F", "F000000001", "F000000003x", "G", "A"] {
            assert_eq!(found.place_of(text.as_bytes()), None, "{}", text);
        }
        let mut shuffled: Vec<&str> = texts.iter().rev().map(String::as_str).collect();
        shuffled.push(&texts[5]);
        assert_eq!(lookup(&shuffled).place_of(texts[5].as_bytes()), Some(5));
    }

    #[test]
    fn an_empty_list_has_nothing() {
        assert_eq!(lookup(&[]).place_of(b""), None);
    }
}
