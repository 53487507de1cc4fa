//! Judge the cells of one record: which conditions are violated, and what is left for the keys.

use crate::cell::Cell;
use crate::hash;
use crate::plan::{Field, Key, Kind, Plan, Test};
use crate::tally::Tally;
use crate::values::{date, decimal, integer, scientific, Parsed};

/// A value that this program cannot judge: the file is for another engine.
pub struct Doubt;

/// The logical value of a cell, as keys compare it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Value {
    Missing, // or not of the type
    Text,
    Whole(i64),
    Other, // of the type, and no key asks for it
}

/// The value of a field in the record at hand, for the keys.
#[derive(Clone, Copy)]
struct Held {
    value: Value,
    place: u32, // in the lookup of the field, NOWHERE where it is not known
    text: u64,  // hash of the text
}

const NOWHERE: u32 = u32::MAX;
const ABSENT: Held = Held {
    value: Value::Missing,
    place: NOWHERE,
    text: 0,
};
pub const NO_NUMBER: i64 = -1; // a part of the key is missing
pub const ODD: i64 = -2; // a part lies outside its domain: from here down hashes

/// The state of one worker.
pub struct Judge<'p> {
    plan: &'p Plan,
    held: Vec<Held>,
    texts: Vec<Vec<u8>>, // by field: the text that has no place in the lookup
    key: Vec<u8>,
    known: Option<usize>, // a lookup that holds every text which is judged
}

impl<'p> Judge<'p> {
    pub fn new(plan: &'p Plan) -> Self {
        Judge {
            plan,
            held: vec![ABSENT; plan.fields.len()],
            texts: vec![Vec::new(); plan.fields.len()],
            key: Vec::new(),
            known: None,
        }
    }

    /// Whether no text of a lookup violates anything in a field.
    pub fn accepts(&mut self, place: usize, number: usize) -> bool {
        let mut tally = Tally::new(self.plan, 0);
        self.known = Some(number);
        let lookup = &self.plan.lookups[number];
        lookup.cells().all(|cell| {
            let judged = self.cell(place, &cell, &mut tally).is_ok();
            judged && tally.counts.iter().all(|count| *count == 0)
        })
    }

    /// Judge the cell of a field.
    #[inline]
    pub fn cell(&mut self, place: usize, cell: &Cell, tally: &mut Tally) -> Result<(), Doubt> {
        let field = &self.plan.fields[place];
        if missing(field, cell) {
            if let Some(condition) = field.required {
                tally.violated(condition, self.plan.limit);
            }
            if field.kept {
                self.held[place] = ABSENT;
            }
            return Ok(());
        }
        if let Some(number) = field.listed {
            if let Some(found) = self.plan.lookups[number].place(cell) {
                if field.kept {
                    let value = if field.whole() {
                        whole(cell)
                    } else {
                        Value::Text
                    };
                    self.keep(place, value, found, cell, tally);
                }
                return Ok(());
            }
        }
        let value = self.value(field, cell, tally)?;
        if field.kept {
            let found = field
                .placed
                .and_then(|number| self.placed(number, field, value, cell));
            self.keep(place, value, found.unwrap_or(NOWHERE), cell, tally);
        }
        Ok(())
    }

    #[inline]
    fn keep(&mut self, field: usize, value: Value, place: u32, cell: &Cell, tally: &mut Tally) {
        let hashed = value == Value::Text && place == NOWHERE;
        let text = if hashed {
            hash::of(hash::START, cell.text())
        } else {
            0
        };
        self.held[field] = Held { value, place, text };
        if hashed && self.plan.fields[field].placed.is_some() {
            self.texts[field].clear();
            self.texts[field].extend_from_slice(cell.text());
        }
        if !self.plan.collected.is_empty() {
            match value {
                Value::Whole(found) => self.collect(field, found.to_string().as_bytes(), tally),
                Value::Text => self.collect(field, cell.text(), tally),
                _ => {}
            }
        }
    }

    fn collect(&self, place: usize, text: &[u8], tally: &mut Tally) {
        for (number, field) in self.plan.collected.iter().enumerate() {
            if *field == place {
                tally.collected[number].push(text);
            }
        }
    }

    /// The logical value, with every violated condition counted.
    #[inline]
    fn value(&mut self, field: &Field, cell: &Cell, tally: &mut Tally) -> Result<Value, Doubt> {
        let plan = self.plan;
        let text = cell.text();
        let wanted = field.kept || !field.tests.is_empty();
        let value = match field.kind {
            Kind::Text => Value::Text,
            Kind::Matching(number) if plan.automata[number].matches(text) => Value::Text,
            Kind::Matching(_) => Value::Missing,
            Kind::Integer => match integer(text) {
                Parsed::Value(found) => Value::Whole(found),
                Parsed::Invalid => Value::Missing,
                Parsed::Doubtful if wanted => return Err(Doubt),
                Parsed::Doubtful => Value::Other,
            },
            Kind::Number(number) => match decimal(text) {
                Parsed::Value(found) => return Ok(self.limits(field, Some(found.scaled()), tally)),
                _ if !plan.automata[number].matches(text) => Value::Missing,
                _ => match scientific(text) {
                    Parsed::Value(found) => return Ok(self.limits(field, found, tally)),
                    _ if wanted => return Err(Doubt),
                    _ => Value::Other,
                },
            },
            Kind::Date => match date(text) {
                Parsed::Value(found) => Value::Whole(found),
                _ => Value::Missing,
            },
            Kind::Year(number) => {
                if !plan.automata[number].matches(text) {
                    Value::Missing
                } else {
                    match integer(text) {
                        Parsed::Value(found) if text.len() <= 12 => Value::Whole(found),
                        _ if wanted => return Err(Doubt),
                        _ => Value::Other,
                    }
                }
            }
            Kind::Boolean(yes, no) => {
                match (plan.lookups[yes].place(cell), plan.lookups[no].place(cell)) {
                    (Some(_), _) => Value::Whole(1),
                    (None, Some(_)) => Value::Whole(0),
                    (None, None) => Value::Missing,
                }
            }
        };
        if value == Value::Missing {
            if let Some(condition) = field.invalid {
                tally.violated(condition, plan.limit);
            }
            return Ok(value);
        }
        for (condition, test) in &field.tests {
            let kept = match test {
                Test::Matches(number) => plan.automata[*number].matches(text),
                Test::Listed(number) => self.placed(*number, field, value, cell).is_some(),
                Test::Whole(order, limit) => match value {
                    Value::Whole(found) => order.holds(found, *limit),
                    _ => return Err(Doubt),
                },
                Test::Longest(most) => text.len() <= *most || characters(text) <= *most,
                Test::Shortest(least) => characters(text) >= *least,
                Test::Decimal(..) => return Err(Doubt),
            };
            if !kept {
                tally.violated(*condition, plan.limit);
            }
        }
        Ok(value)
    }

    /// Compare a number, times ten to the power of ``MOST_DIGITS``, with its limits; None, no number, meets no limit.
    #[inline]
    fn limits(&self, field: &Field, value: Option<i128>, tally: &mut Tally) -> Value {
        for (condition, test) in &field.tests {
            if let Test::Decimal(order, limit) = test {
                if !value.map_or(false, |found| order.holds(found, *limit)) {
                    tally.violated(*condition, self.plan.limit);
                }
            }
        }
        Value::Other
    }

    /// The place of a value in a lookup, by the text that is usual for it.
    fn placed(&self, number: usize, field: &Field, value: Value, cell: &Cell) -> Option<u32> {
        let lookup = &self.plan.lookups[number];
        match value {
            Value::Missing => None,
            _ if self.known == Some(number) => Some(0),
            Value::Whole(found) if field.whole() => lookup.place_of(found.to_string().as_bytes()),
            _ => lookup.place(cell),
        }
    }

    /// Number the keys of the record at hand, which has ended.
    #[inline]
    pub fn record(&mut self, tally: &mut Tally) {
        for (number, key) in self.plan.keys.iter().enumerate() {
            let found = self.number(key);
            tally.numbers[number].push(found);
            if found <= ODD {
                self.written(key);
                tally.odd[number].meet(found, &self.key, usize::MAX);
            }
        }
        tally.rows += 1;
    }

    /// Write the key of the record at hand so that only equal keys give equal bytes.
    #[cold]
    fn written(&mut self, key: &Key) {
        self.key.clear();
        for part in &key.parts {
            let held = self.held[part.field];
            match held.value {
                Value::Whole(found) => self.key.extend_from_slice(&found.to_le_bytes()),
                _ if held.place != NOWHERE => {
                    self.key.push(0);
                    self.key.extend_from_slice(&held.place.to_le_bytes());
                }
                _ => {
                    let text = &self.texts[part.field];
                    self.key.push(1);
                    self.key
                        .extend_from_slice(&(text.len() as u64).to_le_bytes());
                    self.key.extend_from_slice(text);
                }
            }
        }
    }

    #[inline]
    fn number(&self, key: &Key) -> i64 {
        let mut packed = 0;
        let mut inside = key.packed;
        for part in &key.parts {
            let held = self.held[part.field];
            let digit = match held.value {
                Value::Missing => return NO_NUMBER,
                _ if !inside => continue,
                Value::Whole(found) if part.lookup.is_none() => {
                    found.checked_sub(part.low).unwrap_or(-1)
                }
                _ if held.place != NOWHERE => i64::from(held.place),
                _ => -1,
            };
            inside = (0..part.size).contains(&digit);
            if inside {
                packed = packed * part.size + digit;
            }
        }
        if inside {
            return packed;
        }
        let hash = key.parts.iter().fold(hash::START, |before, part| {
            let held = self.held[part.field];
            match held.value {
                Value::Whole(found) => hash::mix(before, found as u64),
                _ if held.place != NOWHERE => hash::mix(before, u64::from(held.place)),
                _ => hash::mix(before, held.text),
            }
        });
        let hash = (hash >> 2) as i64;
        if key.packed {
            ODD - hash
        } else {
            hash
        }
    }
}

#[inline]
fn missing(field: &Field, cell: &Cell) -> bool {
    if cell.len() == 0 {
        return field.empty;
    }
    !field.missing.is_empty() && field.missing.iter().any(|one| one == cell.text())
}

fn whole(cell: &Cell) -> Value {
    match integer(cell.text()) {
        Parsed::Value(found) => Value::Whole(found),
        _ => Value::Missing,
    }
}

fn characters(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}
