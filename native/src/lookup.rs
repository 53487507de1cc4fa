//! A set of texts, each with its place in their order: an enumeration, or the values of a foreign key's target.

use crate::bytes::{BadPlan, Reader};
use crate::cell::{Cell, PADDING};

const SHORT: usize = 8; // bytes of a text that are its head as they are
const EMPTY: u32 = u32::MAX;

pub struct Lookup {
    blob: Vec<u8>,    // the texts in order, and PADDING
    starts: Vec<u32>, // by place, and where the last one ends
    heads: Vec<u64>,  // by place: a short text itself, padded with zeros; else its hash
    slots: Vec<u32>,  // by hash: a place, or EMPTY
}

impl Lookup {
    /// Texts in any order, which may come again: their lengths as numbers of 32 bits, then all of them in one.
    pub fn read(reader: &mut Reader) -> Result<Self, BadPlan> {
        let sizes = reader.bytes()?;
        let mut rest = reader.bytes()?;
        let mut texts = Vec::with_capacity(sizes.len() / 4);
        for size in sizes.chunks_exact(4) {
            let size = u32::from_le_bytes(size.try_into().unwrap()) as usize;
            if size > rest.len() {
                return Err(BadPlan("a text lies outside its list"));
            }
            let (text, behind) = rest.split_at(size);
            texts.push(text);
            rest = behind;
        }
        if !texts.windows(2).all(|two| two[0] < two[1]) {
            texts.sort_unstable();
            texts.dedup();
        }
        Lookup::of(&texts)
    }

    /// ``texts`` rise.
    fn of(texts: &[&[u8]]) -> Result<Self, BadPlan> {
        let size: usize = texts.iter().map(|text| text.len()).sum();
        if size > u32::MAX as usize / 2 || texts.len() > u32::MAX as usize / 4 {
            return Err(BadPlan("a list is too long"));
        }
        let mut found = Lookup {
            blob: Vec::with_capacity(size + PADDING),
            starts: Vec::with_capacity(texts.len() + 1),
            heads: Vec::with_capacity(texts.len()),
            slots: vec![EMPTY; (2 * texts.len()).next_power_of_two().max(2)],
        };
        for (place, text) in texts.iter().enumerate() {
            found.starts.push(found.blob.len() as u32);
            found.blob.extend_from_slice(text);
            let (head, hash) = key(text);
            found.heads.push(head);
            let mut at = found.slot_of(hash);
            while found.slots[at] != EMPTY {
                at = (at + 1) & (found.slots.len() - 1);
            }
            found.slots[at] = place as u32;
        }
        found.starts.push(size as u32);
        found.blob.resize(size + PADDING, 0);
        Ok(found)
    }

    /// All texts in order.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        self.starts
            .windows(2)
            .map(move |two| Cell::new(&self.blob, two[0] as usize, two[1] as usize))
    }

    #[inline]
    fn slot_of(&self, hash: u64) -> usize {
        (hash >> 32) as usize & (self.slots.len() - 1)
    }

    /// The place of a cell's text.
    #[inline]
    pub fn place(&self, cell: &Cell) -> Option<u32> {
        let size = cell.len();
        if size <= SHORT {
            let head = cell.head();
            return self.find(head, mixed(head, size), size, || &[]);
        }
        let (head, hash) = key(cell.text());
        self.find(head, hash, size, || cell.text())
    }

    /// The place of a text.
    pub fn place_of(&self, text: &[u8]) -> Option<u32> {
        let (head, hash) = key(text);
        self.find(head, hash, text.len(), || text)
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
                let (from, to) = (self.starts[one] as usize, self.starts[one + 1] as usize);
                if to - from == size && (size <= SHORT || &self.blob[from..to] == text()) {
                    return Some(place);
                }
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
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
    fn an_empty_list_has_nothing() {
        assert_eq!(lookup(&[]).place_of(b""), None);
    }
}
