//! Walk through the records of a block (RFC 4180) and have their cells judged. What is not quite regular is left to an
//! engine that knows more: rows that are too short or too long, blank lines, quotes inside cells, mixed line ends.

use crate::cell::{Cell, PADDING};
use crate::judge::Judge;
use crate::marks::{count, Marks};
use crate::plan::Plan;
use crate::tally::Tally;

/// Why a file is for another engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    NotText,
    Irregular,
    Doubtful,
    TooLong,
    Unreadable,
}

/// Whole records, the first of them at the start, padded with zeros.
pub struct Block {
    pub number: usize,
    pub text: Vec<u8>,
    pub end: usize,
    pub header: bool, // the first record is the header
    pub last: bool,   // the file ends here
}

/// What the bytes of a block say.
#[derive(Default, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    pub line_ends: u64,
    pub returns: u64,
    pub quoted: bool,
    pub open_end: bool, // the last line of the file has no line end
}

/// Judge every record of ``block``.
pub fn walk(plan: &Plan, judge: &mut Judge, block: &Block) -> Result<(Tally, Facts), Refusal> {
    let text = &block.text[..block.end];
    if block.number == 0 && text.is_empty() {
        return Err(Refusal::Irregular); // a file without anything is no table without rows
    }
    if count(text, 0) > 0 || std::str::from_utf8(text).is_err() {
        return Err(Refusal::NotText);
    }
    let facts = Facts {
        line_ends: count(text, b'\n'),
        returns: count(text, b'\r'),
        quoted: count(text, plan.quote) > 0,
        open_end: block.last && text.last().map_or(false, |byte| *byte != b'\n'),
    };
    let crlf = facts.returns > 0;
    if crlf && facts.returns != facts.line_ends {
        return Err(Refusal::Irregular);
    }
    let mut walker = Walker {
        text: &block.text,
        end: block.end,
        marks: Marks::new(&block.text, block.end, plan.delimiter, plan.quote),
        delimiter: plan.delimiter,
        quote: plan.quote,
        crlf,
        unquoted: Vec::new(),
    };
    let mut tally = Tally::new(plan, facts.line_ends as usize + 1);
    let mut at = 0;
    if block.header {
        at = walker.record(0, plan.width, |_, _| Ok(()))?;
    }
    while at < block.end {
        at = walker.record(at, plan.width, |column, cell| match plan.columns[column] {
            Some(field) => judge
                .cell(field, cell, &mut tally)
                .map_err(|_| Refusal::Doubtful),
            None => Ok(()),
        })?;
        judge.record(&mut tally);
    }
    Ok((tally, facts))
}

struct Walker<'a> {
    text: &'a [u8],
    end: usize,
    marks: Marks<'a>,
    delimiter: u8,
    quote: u8,
    crlf: bool,
    unquoted: Vec<u8>, // a cell whose doubled quotes are single again
}

impl<'a> Walker<'a> {
    /// Give each cell of the record that begins at ``start`` to ``each``; returns where the next one begins.
    #[inline]
    fn record(
        &mut self,
        start: usize,
        width: usize,
        mut each: impl FnMut(usize, &Cell) -> Result<(), Refusal>,
    ) -> Result<usize, Refusal> {
        let mut from = start;
        for column in 0..width {
            let mark = if self.text[from] == self.quote && from < self.end {
                let (close, doubled) = self.quoted()?;
                if doubled {
                    self.undouble(from + 1, close);
                    each(
                        column,
                        &Cell::new(&self.unquoted, 0, self.unquoted.len() - PADDING),
                    )?;
                } else {
                    each(column, &Cell::new(self.text, from + 1, close))?;
                }
                let behind = close + 1 + usize::from(self.crlf && self.text[close + 1] == b'\r');
                let mark = self.marks.next();
                if mark != behind || (behind != close + 1 && !self.ends(mark)) {
                    return Err(Refusal::Irregular);
                }
                mark
            } else {
                let mark = self.marks.next();
                let mut to = mark;
                if self.crlf && self.ends(mark) && to > from && self.text[to - 1] == b'\r' {
                    to -= 1;
                }
                if column == 0 && to == from && self.ends(mark) {
                    return Err(Refusal::Irregular); // a blank line
                }
                each(column, &Cell::new(self.text, from, to))?;
                mark
            };
            let last = column + 1 == width;
            if last != self.ends(mark) || (!last && self.text[mark] != self.delimiter) {
                return Err(Refusal::Irregular);
            }
            // Where each line end of a block has its carriage return, one that ends a row has it too.
            if last && self.crlf && mark < self.end && self.text[mark - 1] != b'\r' {
                return Err(Refusal::Irregular);
            }
            from = mark + 1;
        }
        Ok(from)
    }

    #[inline]
    fn ends(&self, mark: usize) -> bool {
        mark >= self.end || self.text[mark] == b'\n'
    }

    /// The place of the quote that closes the cell whose opening quote is the next mark, and whether others are in it.
    fn quoted(&mut self) -> Result<(usize, bool), Refusal> {
        let mut doubled = false;
        self.marks.next();
        loop {
            let mark = self.marks.next();
            if mark >= self.end || (self.crlf && self.text[mark] == b'\n') {
                return Err(Refusal::Irregular);
            }
            if self.text[mark] == self.quote {
                if self.text[mark + 1] != self.quote {
                    return Ok((mark, doubled));
                }
                doubled = true;
                self.marks.next();
            }
        }
    }

    fn undouble(&mut self, from: usize, to: usize) {
        self.unquoted.clear();
        let mut skip = false;
        for byte in &self.text[from..to] {
            if *byte == self.quote && !skip {
                skip = true;
                continue;
            }
            skip = false;
            self.unquoted.push(*byte);
        }
        self.unquoted.resize(self.unquoted.len() + PADDING, 0);
    }
}
