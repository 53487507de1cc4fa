//! A hash of 64 bits for keys that are not numbers. Equal keys share one; that rows share one is never taken as proof.

pub const START: u64 = 0x243F_6A88_85A3_08D3;
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

#[inline]
pub fn mix(hash: u64, value: u64) -> u64 {
    let mixed = (hash.rotate_left(23) ^ value).wrapping_mul(FACTOR);
    mixed ^ (mixed >> 29)
}

/// The hash of a text, after ``hash``. Its length counts, so that "a", "bc" is not "ab", "c".
#[inline]
pub fn of(hash: u64, text: &[u8]) -> u64 {
    let mut found = mix(hash, text.len() as u64);
    let mut eights = text.chunks_exact(8);
    for eight in &mut eights {
        found = mix(found, u64::from_le_bytes(eight.try_into().unwrap()));
    }
    let mut last = [0; 8];
    last[..eights.remainder().len()].copy_from_slice(eights.remainder());
    found = mix(found, u64::from_le_bytes(last));
    found ^ (found >> 32).wrapping_mul(FACTOR)
}
