//! Cut a file into blocks of whole records. Where a record ends is told by the parity of the quotes before, which holds
//! as long as the file is regular; whoever walks through a block notices if it is not.

use crate::cell::PADDING;
use crate::marks::count;
use crate::records::{Block, Refusal};
use std::fs::File;
use std::io::Read;
use std::path::Path;

const SIZE: usize = 1 << 19; // bytes of a block, unless a record is longer
const LONGEST: usize = 1 << 24; // bytes of a record: several blocks are in memory at once
const MARK: &[u8] = b"\xEF\xBB\xBF"; // byte order mark

pub struct Blocks {
    file: File,
    quote: u8,
    rest: Vec<u8>, // the beginning of the next block
    number: usize,
    header: bool,
    marked: bool, // whether a byte order mark may still come
    over: bool,
    pub size: u64, // bytes read so far
}

impl Blocks {
    pub fn open(path: &Path, quote: u8, header: bool) -> Result<Self, Refusal> {
        let file = File::open(path).map_err(|_| Refusal::Unreadable)?;
        Ok(Blocks {
            file,
            quote,
            rest: Vec::new(),
            number: 0,
            header,
            marked: true,
            over: false,
            size: 0,
        })
    }

    /// The next block, in the memory of ``room``; None at the end of the file.
    pub fn next(&mut self, mut room: Vec<u8>) -> Result<Option<Block>, Refusal> {
        if self.over {
            return Ok(None);
        }
        room.clear();
        room.append(&mut self.rest);
        let mut wanted = SIZE;
        let end = loop {
            self.over = self.read(&mut room, wanted)?;
            if std::mem::take(&mut self.marked) && room.starts_with(MARK) {
                room.drain(..MARK.len());
            }
            if self.over {
                break room.len();
            }
            if let Some(end) = self.whole(&room) {
                break end;
            }
            wanted *= 2;
            if wanted > LONGEST {
                return Err(Refusal::TooLong);
            }
        };
        self.rest.extend_from_slice(&room[end..]);
        room.truncate(end);
        room.resize((end / 64 + 2) * 64 + PADDING, 0);
        let block = Block {
            number: self.number,
            text: room,
            end,
            header: self.header && self.number == 0,
            last: self.over,
        };
        self.number += 1;
        Ok(Some(block))
    }

    /// Read until there are ``wanted`` bytes; true at the end of the file.
    fn read(&mut self, room: &mut Vec<u8>, wanted: usize) -> Result<bool, Refusal> {
        let before = room.len();
        let missing = wanted.saturating_sub(before).max(1);
        let found = (&mut self.file)
            .take(missing as u64)
            .read_to_end(room)
            .map_err(|_| Refusal::Unreadable)?;
        self.size += found as u64;
        Ok(found < missing)
    }

    /// Where the last whole record ends.
    fn whole(&self, text: &[u8]) -> Option<usize> {
        let mut inside = count(text, self.quote) % 2 == 1;
        for (place, byte) in text.iter().enumerate().rev() {
            if *byte == self.quote {
                inside = !inside;
            } else if *byte == b'\n' && !inside {
                return Some(place + 1);
            }
        }
        None
    }
}
