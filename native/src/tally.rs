//! What a block of records left: counts, first places, numbers of keys, collected texts.

use crate::plan::Plan;
use crate::seen::Seen;

/// What a block of records left. Records count from 0 within the block.
pub struct Tally {
    pub rows: u64,
    pub counts: Vec<u64>,
    pub first: Vec<Vec<u64>>,   // by condition
    pub numbers: Vec<Vec<i64>>, // by key
    pub odd: Vec<Seen>,         // by key: those outside the domains of their parts
    pub collected: Vec<Texts>,
}

/// Texts one behind the other.
#[derive(Default)]
pub struct Texts {
    pub sizes: Vec<u8>, // of 32 bits each
    pub blob: Vec<u8>,
}

impl Texts {
    pub fn push(&mut self, text: &[u8]) {
        self.sizes
            .extend_from_slice(&(text.len() as u32).to_le_bytes());
        self.blob.extend_from_slice(text);
    }
}

impl Tally {
    /// For about ``rows`` records: memory that grows piece by piece costs more than the numbers that go into it.
    pub fn new(plan: &Plan, rows: usize) -> Self {
        Tally {
            rows: 0,
            counts: vec![0; plan.conditions],
            first: vec![Vec::new(); plan.conditions],
            numbers: plan.keys.iter().map(|_| Vec::with_capacity(rows)).collect(),
            odd: plan.keys.iter().map(|_| Seen::default()).collect(),
            collected: plan.collected.iter().map(|_| Texts::default()).collect(),
        }
    }

    #[cold]
    pub fn violated(&mut self, condition: usize, limit: usize) {
        self.counts[condition] += 1;
        if self.first[condition].len() < limit {
            self.first[condition].push(self.rows);
        }
    }
}
