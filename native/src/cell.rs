//! One cell: where its text lies in a buffer that goes on behind it.

pub const PADDING: usize = 16; // bytes that every buffer has behind its text

const MASKS: [u64; 9] = [
    0,
    0xFF,
    0xFFFF,
    0xFF_FFFF,
    0xFFFF_FFFF,
    0xFF_FFFF_FFFF,
    0xFFFF_FFFF_FFFF,
    0xFF_FFFF_FFFF_FFFF,
    u64::MAX,
];

/// The text of a cell without its quotes. ``buffer`` has at least ``PADDING`` bytes behind ``to``.
pub struct Cell<'a> {
    buffer: &'a [u8],
    from: usize,
    to: usize,
}

impl<'a> Cell<'a> {
    #[inline]
    pub fn new(buffer: &'a [u8], from: usize, to: usize) -> Self {
        Cell { buffer, from, to }
    }

    #[inline]
    pub fn len(&self) -> usize {
        self.to - self.from
    }

    #[inline]
    pub fn text(&self) -> &'a [u8] {
        &self.buffer[self.from..self.to]
    }

    /// Its first eight bytes as a number, zeros behind its end.
    #[inline]
    pub fn head(&self) -> u64 {
        let eight = &self.buffer[self.from..self.from + 8];
        u64::from_le_bytes(eight.try_into().unwrap()) & MASKS[self.len().min(8)]
    }
}
