//! Little-endian numbers and counted bytes: the form in which the plan comes in and the result goes out.

/// The plan is shorter than it says, or says something that cannot be.
#[derive(Debug, PartialEq, Eq)]
pub struct BadPlan(pub &'static str);

pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub fn new(text: &'a [u8]) -> Self {
        Reader { rest: text }
    }

    fn take(&mut self, size: usize) -> Result<&'a [u8], BadPlan> {
        if size > self.rest.len() {
            return Err(BadPlan("it ends too early"));
        }
        let (taken, rest) = self.rest.split_at(size);
        self.rest = rest;
        Ok(taken)
    }

    pub fn u8(&mut self) -> Result<u8, BadPlan> {
        Ok(self.take(1)?[0])
    }

    pub fn u32(&mut self) -> Result<u32, BadPlan> {
        Ok(u32::from_le_bytes(self.take(4)?.try_into().unwrap()))
    }

    pub fn u64(&mut self) -> Result<u64, BadPlan> {
        Ok(u64::from_le_bytes(self.take(8)?.try_into().unwrap()))
    }

    pub fn i64(&mut self) -> Result<i64, BadPlan> {
        Ok(i64::from_le_bytes(self.take(8)?.try_into().unwrap()))
    }

    /// Bytes behind their number, which has 64 bits.
    pub fn bytes(&mut self) -> Result<&'a [u8], BadPlan> {
        let size = self.u64()?;
        self.take(usize::try_from(size).map_err(|_| BadPlan("it ends too early"))?)
    }

    /// A number that may be none: all bits set.
    pub fn optional(&mut self) -> Result<Option<usize>, BadPlan> {
        let found = self.u32()?;
        Ok(if found == u32::MAX {
            None
        } else {
            Some(found as usize)
        })
    }

    /// A list: its length, which has 32 bits, then each item.
    pub fn list<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<T, BadPlan>,
    ) -> Result<Vec<T>, BadPlan> {
        let size = self.u32()?;
        let mut found = Vec::new();
        for _ in 0..size {
            found.push(item(self)?);
        }
        Ok(found)
    }

    pub fn end(&self) -> Result<(), BadPlan> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(BadPlan("it goes on too long"))
        }
    }
}

#[derive(Default)]
pub struct Writer {
    pub out: Vec<u8>,
}

impl Writer {
    pub fn u8(&mut self, value: u8) {
        self.out.push(value);
    }

    pub fn u32(&mut self, value: u32) {
        self.out.extend_from_slice(&value.to_le_bytes());
    }

    pub fn u64(&mut self, value: u64) {
        self.out.extend_from_slice(&value.to_le_bytes());
    }

    /// Bytes behind their number.
    pub fn bytes(&mut self, value: &[u8]) {
        self.u64(value.len() as u64);
        self.out.extend_from_slice(value);
    }

    /// Numbers of 64 bits behind their number.
    pub fn u64s(&mut self, values: &[u64]) {
        self.u64(values.len() as u64);
        for one in values {
            self.u64(*one);
        }
    }
}
