//! A lexical space as a table: which texts a pattern matches in full.

use crate::bytes::{BadPlan, Reader};

pub struct Automaton {
    classes: [u8; 256],
    next: Vec<u32>,       // by state and class: where the next state's row begins
    accepting: Vec<bool>, // by state
    width: u32,
}

const START: u32 = 1;

impl Automaton {
    /// The class of each byte, the number of classes, the next states (16 bits each), and which states accept.
    pub fn read(reader: &mut Reader) -> Result<Self, BadPlan> {
        let classes: [u8; 256] = reader
            .bytes()?
            .try_into()
            .map_err(|_| BadPlan("a byte has no class"))?;
        let width = reader.u32()?;
        let table = reader.bytes()?;
        let accepting: Vec<bool> = reader.bytes()?.iter().map(|one| *one != 0).collect();
        let states = accepting.len();
        let sound = states > START as usize
            && (1..=256).contains(&width)
            && table.len() == 2 * states * width as usize
            && classes.iter().all(|one| u32::from(*one) < width);
        let next: Vec<u32> = table
            .chunks_exact(2)
            .map(|two| u32::from(u16::from_le_bytes(two.try_into().unwrap())) * width)
            .collect();
        if !sound || next.iter().any(|row| (row / width) as usize >= states) {
            return Err(BadPlan("an automaton is no automaton"));
        }
        Ok(Automaton {
            classes,
            next,
            accepting,
            width,
        })
    }

    #[inline]
    pub fn matches(&self, text: &[u8]) -> bool {
        let mut row = START * self.width;
        for byte in text {
            row = self.next[row as usize + self.classes[*byte as usize] as usize];
            if row == 0 {
                return false;
            }
        }
        self.accepting[(row / self.width) as usize]
    }
}
