//! What to do: the file, its dialect, the fields with their tests, the keys. ``plan.py`` writes it.

use crate::automaton::Automaton;
use crate::bytes::{BadPlan, Reader};
use crate::judge::Judge;
use crate::lookup::Lookup;
use std::path::PathBuf;

pub struct Plan {
    pub file: PathBuf,
    pub delimiter: u8,
    pub quote: u8,
    pub header: bool,
    pub threads: usize,
    pub limit: usize, // records of a condition that are kept
    pub width: usize, // columns of the file
    pub conditions: usize,
    pub lookups: Vec<Lookup>,
    pub automata: Vec<Automaton>,
    pub fields: Vec<Field>,
    pub columns: Vec<Option<usize>>, // by column: its field
    pub keys: Vec<Key>,
    pub collected: Vec<usize>, // fields whose values are wanted
}

/// A field. Conditions are numbers by which violations are counted.
pub struct Field {
    pub missing: Vec<Vec<u8>>,
    pub empty: bool, // nothing at all is a missing value
    pub required: Option<usize>,
    pub kind: Kind,
    pub invalid: Option<usize>,
    pub listed: Option<usize>, // a lookup: a text that stands in it violates nothing, if ``sound`` finds that so
    pub placed: Option<usize>, // a lookup: the place of the value in it is the digit of a key
    pub tests: Vec<(usize, Test)>,
    pub kept: bool, // its value is part of a key, or collected
}

impl Field {
    /// Whether its values are whole numbers, which are usually written without sign or zeros before them.
    #[inline]
    pub fn whole(&self) -> bool {
        matches!(self.kind, Kind::Integer | Kind::Year(_))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Matching(usize), // text that an automaton accepts
    Integer,
    Number(usize), // an automaton for the whole lexical space
    Date,
    Year(usize),
    Boolean(usize, usize), // lookups: what is true, what is false
}

/// A test of a logical value; it fails where the condition that it stands with is violated.
pub enum Test {
    Matches(usize),
    Listed(usize),        // by the value as it is usually written
    Whole(Order, i64),    // whole numbers, years, and days
    Decimal(Order, i128), // times ten to the power of values::MOST_DIGITS
    Longest(usize),
    Shortest(usize),
}

#[derive(Clone, Copy)]
pub enum Order {
    Least,
    Most,
    Above,
    Below,
}

impl Order {
    #[inline]
    pub fn holds<T: PartialOrd>(self, value: T, limit: T) -> bool {
        match self {
            Order::Least => value >= limit,
            Order::Most => value <= limit,
            Order::Above => value > limit,
            Order::Below => value < limit,
        }
    }
}

/// A key: its numbers go to ``file``.
pub struct Key {
    pub file: PathBuf,
    pub packed: bool, // the digits of the number are the places of the parts; else it is a hash
    pub parts: Vec<Part>,
}

pub struct Part {
    pub field: usize,
    pub lookup: Option<usize>, // the digit is the place in it; else the value above ``low``
    pub low: i64,
    pub size: i64, // digits are below it
}

fn path(reader: &mut Reader) -> Result<PathBuf, BadPlan> {
    let text = std::str::from_utf8(reader.bytes()?).map_err(|_| BadPlan("a path is no text"))?;
    Ok(PathBuf::from(text))
}

fn order(code: u8) -> Result<Order, BadPlan> {
    Ok(match code {
        0 => Order::Least,
        1 => Order::Most,
        2 => Order::Above,
        3 => Order::Below,
        _ => return Err(BadPlan("a comparison is unknown")),
    })
}

fn test(reader: &mut Reader) -> Result<(usize, Test), BadPlan> {
    let (code, condition) = (reader.u8()?, reader.u32()? as usize);
    let found = match code {
        0 => Test::Matches(reader.u32()? as usize),
        1 => Test::Listed(reader.u32()? as usize),
        2 => Test::Whole(order(reader.u8()?)?, reader.i64()?),
        3 => {
            let order = order(reader.u8()?)?;
            let high = i128::from(reader.i64()?);
            Test::Decimal(order, (high << 64) | i128::from(reader.u64()?))
        }
        4 => Test::Longest(reader.u64()? as usize),
        5 => Test::Shortest(reader.u64()? as usize),
        _ => return Err(BadPlan("a test is unknown")),
    };
    Ok((condition, found))
}

fn kind(reader: &mut Reader) -> Result<Kind, BadPlan> {
    let code = reader.u8()?;
    let mut next = || reader.u32().map(|one| one as usize);
    Ok(match code {
        0 => Kind::Text,
        1 => Kind::Matching(next()?),
        2 => Kind::Integer,
        3 => Kind::Number(next()?),
        4 => Kind::Date,
        5 => Kind::Year(next()?),
        6 => Kind::Boolean(next()?, next()?),
        _ => return Err(BadPlan("a type is unknown")),
    })
}

fn field(reader: &mut Reader) -> Result<(usize, Field), BadPlan> {
    let column = reader.u32()? as usize;
    let mut missing = reader.list(|item| item.bytes().map(<[u8]>::to_vec))?;
    let all = missing.len();
    missing.retain(|text| !text.is_empty());
    let found = Field {
        empty: missing.len() < all,
        missing,
        required: reader.optional()?,
        kind: kind(reader)?,
        invalid: reader.optional()?,
        listed: reader.optional()?,
        placed: reader.optional()?,
        tests: reader.list(test)?,
        kept: reader.u8()? != 0,
    };
    Ok((column, found))
}

fn key(reader: &mut Reader) -> Result<Key, BadPlan> {
    let (file, packed) = (path(reader)?, reader.u8()? != 0);
    let parts = reader.list(|item| {
        Ok(Part {
            field: item.u32()? as usize,
            lookup: item.optional()?,
            low: item.i64()?,
            size: item.i64()?,
        })
    })?;
    Ok(Key {
        file,
        packed,
        parts,
    })
}

impl Plan {
    pub fn read(text: &[u8]) -> Result<Self, BadPlan> {
        let mut reader = Reader::new(text);
        let mut plan = Plan {
            file: path(&mut reader)?,
            delimiter: reader.u8()?,
            quote: reader.u8()?,
            header: reader.u8()? != 0,
            threads: reader.u32()? as usize,
            limit: usize::try_from(reader.u64()?).unwrap_or(usize::MAX),
            width: reader.u32()? as usize,
            conditions: reader.u32()? as usize,
            lookups: reader.list(Lookup::read)?,
            automata: reader.list(Automaton::read)?,
            fields: Vec::new(),
            columns: Vec::new(),
            keys: Vec::new(),
            collected: Vec::new(),
        };
        plan.columns = vec![None; plan.width];
        for (place, (column, field)) in reader.list(field)?.into_iter().enumerate() {
            *plan
                .columns
                .get_mut(column)
                .ok_or(BadPlan("a field has no column"))? = Some(place);
            plan.fields.push(field);
        }
        plan.keys = reader.list(key)?;
        plan.collected = reader.list(|item| item.u32().map(|one| one as usize))?;
        reader.end()?;
        plan.check()?;
        plan.sound();
        Ok(plan)
    }

    /// Give up lookups that hold a text which violates something.
    fn sound(&mut self) {
        for place in 0..self.fields.len() {
            if let Some(number) = self.fields[place].listed.take() {
                if Judge::new(self).accepts(place, number) {
                    self.fields[place].listed = Some(number);
                }
            }
        }
    }

    /// That every number points at something, so that no later step has to ask.
    fn check(&self) -> Result<(), BadPlan> {
        let condition = |one: usize| one < self.conditions;
        let (lookup, automaton) = (
            |one: usize| one < self.lookups.len(),
            |one: usize| one < self.automata.len(),
        );
        let fields = self.fields.iter().all(|field| {
            let kind = match field.kind {
                Kind::Matching(one) | Kind::Number(one) | Kind::Year(one) => automaton(one),
                Kind::Boolean(yes, no) => lookup(yes) && lookup(no),
                _ => true,
            };
            kind && field.required.map_or(true, condition)
                && field.invalid.map_or(true, condition)
                && field.listed.map_or(true, lookup)
                && field.placed.map_or(true, lookup)
                && field.tests.iter().all(|(number, test)| {
                    condition(*number)
                        && match test {
                            Test::Matches(one) => automaton(*one),
                            Test::Listed(one) => lookup(*one),
                            _ => true,
                        }
                })
        });
        let kept = |one: usize| self.fields.get(one).map_or(false, |field| field.kept);
        let keys = self.keys.iter().all(|key| {
            key.parts
                .iter()
                .all(|part| kept(part.field) && part.lookup.map_or(true, lookup) && part.size >= 0)
        });
        let signs = self.delimiter != self.quote && ![0, b'\n', b'\r'].contains(&self.delimiter);
        if fields
            && keys
            && signs
            && self.quote != 0
            && self.width > 0
            && self.collected.iter().all(|one| kept(*one))
        {
            Ok(())
        } else {
            Err(BadPlan("it points at what is not there"))
        }
    }
}
