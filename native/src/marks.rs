//! Where delimiters, quotes and line ends stand: 64 bytes at a time.

const STRIDE: usize = 64;

pub struct Marks<'a> {
    text: &'a [u8], // a multiple of STRIDE long, padded with zeros
    end: usize,
    delimiter: u8,
    quote: u8,
    base: usize,
    bits: u64,
}

impl<'a> Marks<'a> {
    /// The marks of the first ``end`` bytes; ``text`` goes on with zeros to the next multiple of 64 at least.
    pub fn new(text: &'a [u8], end: usize, delimiter: u8, quote: u8) -> Self {
        let mut found = Marks {
            text,
            end,
            delimiter,
            quote,
            base: 0,
            bits: 0,
        };
        found.fill();
        found
    }

    #[inline]
    fn fill(&mut self) {
        let piece: &[u8; STRIDE] = self.text[self.base..self.base + STRIDE].try_into().unwrap();
        self.bits = marked(piece, self.delimiter, self.quote);
    }

    /// The place of the next mark; ``end`` where there is none.
    #[inline]
    pub fn next(&mut self) -> usize {
        while self.bits == 0 {
            self.base += STRIDE;
            if self.base >= self.end {
                self.base -= STRIDE;
                return self.end;
            }
            self.fill();
        }
        let place = self.base + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        place
    }
}

/// How often a byte stands in a text. Counted in pieces whose count fits into a byte: that is what makes it fast.
pub fn count(text: &[u8], sign: u8) -> u64 {
    let pieces = text.chunks(192);
    pieces
        .map(|piece| u64::from(piece.iter().map(|byte| u8::from(*byte == sign)).sum::<u8>()))
        .sum()
}

#[cfg(target_arch = "x86_64")]
#[inline]
fn marked(piece: &[u8; STRIDE], delimiter: u8, quote: u8) -> u64 {
    use std::arch::x86_64::{
        __m128i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_movemask_epi8, _mm_or_si128, _mm_set1_epi8,
    };
    let mut bits = 0;
    // SAFETY: every x86_64 has SSE2, and the four loads of 16 bytes lie within the 64 bytes of ``piece``.
    unsafe {
        let signs = [
            _mm_set1_epi8(delimiter as i8),
            _mm_set1_epi8(quote as i8),
            _mm_set1_epi8(b'\n' as i8),
        ];
        for quarter in 0..4 {
            let bytes = _mm_loadu_si128(piece.as_ptr().add(16 * quarter).cast::<__m128i>());
            let either = _mm_or_si128(
                _mm_cmpeq_epi8(bytes, signs[0]),
                _mm_cmpeq_epi8(bytes, signs[1]),
            );
            let found = _mm_or_si128(either, _mm_cmpeq_epi8(bytes, signs[2]));
            bits |= u64::from(_mm_movemask_epi8(found) as u16) << (16 * quarter);
        }
    }
    bits
}

#[cfg(not(target_arch = "x86_64"))]
#[inline]
fn marked(piece: &[u8; STRIDE], delimiter: u8, quote: u8) -> u64 {
    plainly_marked(piece, delimiter, quote)
}

#[cfg(any(test, not(target_arch = "x86_64")))]
fn plainly_marked(piece: &[u8; STRIDE], delimiter: u8, quote: u8) -> u64 {
    let mut bits = 0;
    for (place, byte) in piece.iter().enumerate() {
        let found = *byte == delimiter || *byte == quote || *byte == b'\n';
        bits |= u64::from(found) << place;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_see_the_same() {
        let mut state = 1u32;
        for _ in 0..1000 {
            let mut piece = [0; STRIDE];
            for byte in &mut piece {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *byte = b",\"\n\r;a\xC3\x00"[(state >> 29) as usize];
            }
            assert_eq!(
                marked(&piece, b',', b'"'),
                plainly_marked(&piece, b',', b'"')
            );
        }
    }

    #[test]
    fn bytes_are_counted() {
        let text = "a,b,,\n".repeat(1000).into_bytes();
        assert_eq!(
            [count(&text, b','), count(&text, b'\n'), count(&text, b'x')],
            [3000, 1000, 0]
        );
        assert_eq!(count(&[b'x'; 500], b'x'), 500);
    }

    #[test]
    fn marks_come_in_order_up_to_the_end() {
        let mut text = b"a,b\n".to_vec();
        text.extend(vec![b'x'; 100]);
        text.extend(b",\n");
        let end = text.len();
        text.resize(192, 0);
        let mut marks = Marks::new(&text, end, b',', b'"');
        let found: Vec<usize> = std::iter::repeat_with(|| marks.next()).take(6).collect();
        assert_eq!(found, [1, 3, 104, 105, 106, 106]);
    }
}
