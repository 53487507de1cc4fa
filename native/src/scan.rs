//! Read a file in blocks, have them judged side by side, and put together in order what they leave.

use crate::blocks::Blocks;
use crate::bytes::Writer;
use crate::judge::Judge;
use crate::log::Log;
use crate::plan::Plan;
use crate::records::{walk, Block, Facts, Refusal};
use crate::seen::Seen;
use crate::tally::{Tally, Texts};
use std::collections::BTreeMap;
use std::sync::mpsc::{sync_channel, Receiver, SyncSender};
use std::sync::Mutex;
use std::thread;

const MOST_COLLECTED: usize = 1 << 28; // bytes of collected texts

type Walked = (usize, Result<(Tally, Facts), Refusal>, Vec<u8>);

/// What the whole file left.
struct Found {
    rows: u64,
    facts: Facts,
    counts: Vec<u64>,
    first: Vec<Vec<u64>>,
    logs: Vec<Log>,
    odd: Vec<Seen>,
    collected: Vec<Texts>,
}

impl Found {
    fn new(plan: &Plan) -> Result<Self, Refusal> {
        let mut logs = Vec::new();
        for key in &plan.keys {
            logs.push(Log::create(&key.file).map_err(|_| Refusal::Unreadable)?);
        }
        Ok(Found {
            rows: 0,
            facts: Facts::default(),
            counts: vec![0; plan.conditions],
            first: vec![Vec::new(); plan.conditions],
            logs,
            odd: plan.keys.iter().map(|_| Seen::default()).collect(),
            collected: plan.collected.iter().map(|_| Texts::default()).collect(),
        })
    }

    /// Take what the next block left.
    fn add(&mut self, plan: &Plan, tally: &Tally, facts: Facts) -> Result<(), Refusal> {
        self.facts.line_ends += facts.line_ends;
        self.facts.returns += facts.returns;
        self.facts.quoted |= facts.quoted;
        self.facts.open_end |= facts.open_end;
        if self.facts.returns != 0 && self.facts.returns != self.facts.line_ends {
            return Err(Refusal::Irregular);
        }
        for (condition, count) in tally.counts.iter().enumerate() {
            self.counts[condition] += count;
            let room = plan.limit - self.first[condition].len().min(plan.limit);
            let before = self.rows + 1;
            self.first[condition].extend(
                tally.first[condition]
                    .iter()
                    .take(room)
                    .map(|row| row + before),
            );
        }
        for (log, numbers) in self.logs.iter_mut().zip(&tally.numbers) {
            log.feed(numbers).map_err(|_| Refusal::Unreadable)?;
        }
        for (all, some) in self.odd.iter_mut().zip(&tally.odd) {
            all.merge(some);
        }
        for (all, some) in self.collected.iter_mut().zip(&tally.collected) {
            all.sizes.extend_from_slice(&some.sizes);
            all.blob.extend_from_slice(&some.blob);
            if all.sizes.len() + all.blob.len() > MOST_COLLECTED {
                return Err(Refusal::TooLong);
            }
        }
        self.rows += tally.rows;
        Ok(())
    }

    fn written(mut self, size: u64, threads: usize) -> Result<Vec<u8>, Refusal> {
        let mut out = Writer::default();
        out.u64(self.rows);
        out.u64(size);
        out.u64(self.facts.line_ends + u64::from(self.facts.open_end));
        out.u8(u8::from(self.facts.quoted));
        out.u8(u8::from(self.facts.returns > 0));
        out.u32(self.counts.len() as u32);
        for (count, first) in self.counts.iter().zip(&self.first) {
            out.u64(*count);
            out.u64s(first);
        }
        out.u32(self.logs.len() as u32);
        for (log, odd) in self.logs.iter_mut().zip(&self.odd) {
            let single = log.single(threads).map_err(|_| Refusal::Unreadable)?;
            out.u8(u8::from(single));
            out.u64(log.odd);
            out.u64s(&if odd.clash { Vec::new() } else { odd.numbers() });
        }
        out.u32(self.collected.len() as u32);
        for texts in &self.collected {
            out.bytes(&texts.sizes);
            out.bytes(&texts.blob);
        }
        Ok(out.out)
    }
}

/// Scan the file of ``plan``: the result as ``scan.py`` reads it.
pub fn scan(plan: &Plan) -> Result<Vec<u8>, Refusal> {
    let mut blocks = Blocks::open(&plan.file, plan.quote, plan.header)?;
    let mut found = Found::new(plan)?;
    let workers = plan.threads.clamp(1, 64);
    let rooms: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());
    let done = thread::scope(|scope| {
        // Whoever leaves early drops its end of a channel; the others then find it closed, and end as well.
        let (give, take) = sync_channel::<Block>(workers);
        let (hand, receive) = sync_channel::<Walked>(workers);
        let take = std::sync::Arc::new(Mutex::new(take));
        for _ in 0..workers {
            let (take, hand) = (take.clone(), hand.clone());
            scope.spawn(move || work(plan, &take, &hand));
        }
        drop((take, hand));
        let (rooms, blocks) = (&rooms, &mut blocks);
        let reader = scope.spawn(move || loop {
            let room = rooms
                .lock()
                .map_or_else(|_| Vec::new(), |mut all| all.pop().unwrap_or_default());
            match blocks.next(room)? {
                None => return Ok(()),
                Some(block) => {
                    if give.send(block).is_err() {
                        return Ok(());
                    }
                }
            }
        });
        let collected = collect(plan, &mut found, receive, rooms);
        let read = reader.join().unwrap_or(Err(Refusal::Unreadable));
        collected.and(read)
    });
    done?;
    found.written(blocks.size, workers)
}

fn work(plan: &Plan, take: &Mutex<Receiver<Block>>, hand: &SyncSender<Walked>) {
    let mut judge = Judge::new(plan);
    loop {
        let next = match take.lock() {
            Ok(receiver) => receiver.recv(),
            Err(_) => return,
        };
        let block = match next {
            Ok(block) => block,
            Err(_) => return,
        };
        let result = walk(plan, &mut judge, &block);
        if hand.send((block.number, result, block.text)).is_err() {
            return;
        }
    }
}

/// Put the blocks together in their order.
fn collect(
    plan: &Plan,
    found: &mut Found,
    receive: Receiver<Walked>,
    rooms: &Mutex<Vec<Vec<u8>>>,
) -> Result<(), Refusal> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for (number, result, room) in receive {
        waiting.insert(number, result?);
        if let Ok(mut all) = rooms.lock() {
            all.push(room);
        }
        while let Some((tally, facts)) = waiting.remove(&next) {
            found.add(plan, &tally, facts)?;
            next += 1;
        }
    }
    Ok(())
}
