//! Logical values (Table Schema v2, types): what a text means, where 64 bits hold that exactly.

/// What a text is to a type.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub enum Parsed<T> {
    Value(T),
    Invalid,  // outside the lexical space
    Doubtful, // maybe inside, but not for this program to say
}

/// A decimal: ``digits`` divided by ten to the power of ``scale``.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub struct Decimal {
    pub digits: i64,
    pub scale: u32,
}

pub const MOST_DIGITS: usize = 15; // of a decimal, its point counted: as many keep their order as doubles
const MOST_WHOLE: usize = 18; // characters of a whole number that surely fits
const DIGITS_HELD: i64 = i64::MAX / 10 - 1; // numbers below it have room for one digit more
const MOST_SCALED: i128 = i128::MAX / 2; // larger than any limit
const TENS: [i128; MOST_DIGITS + 1] = {
    let mut tens = [1; MOST_DIGITS + 1];
    let mut i = 1;
    while i <= MOST_DIGITS {
        tens[i] = tens[i - 1] * 10;
        i += 1;
    }
    tens
};

impl Decimal {
    /// Its value times ten to the power of ``MOST_DIGITS``.
    #[inline]
    pub fn scaled(&self) -> i128 {
        i128::from(self.digits) * TENS[MOST_DIGITS - self.scale as usize]
    }
}

#[inline]
fn signed(text: &[u8]) -> (bool, &[u8]) {
    match text.first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    }
}

/// ``[+-]?[0-9]+``
#[inline]
pub fn integer(text: &[u8]) -> Parsed<i64> {
    let (negative, digits) = signed(text);
    let mut value: i64 = 0;
    let mut odd = digits.is_empty();
    if text.len() > MOST_WHOLE {
        let whole = !odd && digits.iter().all(u8::is_ascii_digit);
        return if whole {
            Parsed::Doubtful
        } else {
            Parsed::Invalid
        };
    }
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        odd |= digit > 9;
        value = value * 10 + i64::from(digit & 15);
    }
    if odd {
        return Parsed::Invalid;
    }
    Parsed::Value(if negative { -value } else { value })
}

/// ``[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)`` of few digits; what else may be a number is doubtful.
#[inline]
pub fn decimal(text: &[u8]) -> Parsed<Decimal> {
    let (negative, rest) = signed(text);
    if rest.is_empty() || rest.len() > MOST_DIGITS {
        return Parsed::Doubtful;
    }
    let (mut digits, mut point, mut odd) = (0i64, rest.len(), false);
    for (place, byte) in rest.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            digits = digits * 10 + i64::from(digit);
        } else {
            odd |= *byte != b'.' || point != rest.len();
            point = place;
        }
    }
    if odd || rest.len() == 1 && point == 0 {
        return Parsed::Doubtful;
    }
    let scale = rest.len().saturating_sub(point + 1) as u32;
    Parsed::Value(Decimal {
        digits: if negative { -digits } else { digits },
        scale,
    })
}

/// A text that is a number in any of its forms (``1e3``, ``NaN``, ``-INF``): its value as [`Decimal::scaled`] gives it,
/// None for what is no number. What is larger than any limit comes as the largest value there is.
pub fn scientific(text: &[u8]) -> Parsed<Option<i128>> {
    let (negative, rest) = signed(text);
    let sign = if negative { -1 } else { 1 };
    match rest.to_ascii_lowercase().as_slice() {
        b"nan" => return Parsed::Value(None),
        b"inf" => return Parsed::Value(Some(sign * MOST_SCALED)),
        _ => {}
    }
    let (mut digits, mut scale, mut point) = (0i64, 0i32, false);
    let mut bytes = rest.iter();
    let mut exponent = 0i32;
    while let Some(byte) = bytes.next() {
        match byte {
            b'.' if !point => point = true,
            b'0'..=b'9' if digits < DIGITS_HELD => {
                digits = digits * 10 + i64::from(byte - b'0');
                scale += i32::from(point);
            }
            b'e' | b'E' => {
                let power = bytes.as_slice();
                exponent = match integer(power) {
                    Parsed::Value(found) => found.clamp(-1_000_000, 1_000_000) as i32,
                    _ => return Parsed::Doubtful,
                };
                break;
            }
            _ => return Parsed::Doubtful,
        }
    }
    let power = exponent - scale + MOST_DIGITS as i32;
    let value = match u32::try_from(power) {
        _ if digits == 0 => 0,
        Ok(power) if power <= 19 => i128::from(digits) * 10i128.pow(power),
        // Beyond that a number of one digit is larger than any limit of MOST_DIGITS digits.
        Ok(power) if power >= 2 * MOST_DIGITS as u32 => MOST_SCALED,
        _ => return Parsed::Doubtful,
    };
    Parsed::Value(Some(sign * value))
}

/// ``[0-9]{4}-[0-9]{2}-[0-9]{2}``, a day of the Gregorian calendar from 0001-01-01: a number that grows with the day,
/// below ``DATES``.
#[inline]
pub fn date(text: &[u8]) -> Parsed<i64> {
    if text.len() != 10 || text[4] != b'-' || text[7] != b'-' {
        return Parsed::Invalid;
    }
    let digit = |at: usize| u32::from(text[at].wrapping_sub(b'0'));
    let digits = [
        digit(0),
        digit(1),
        digit(2),
        digit(3),
        digit(5),
        digit(6),
        digit(8),
        digit(9),
    ];
    if digits.iter().any(|one| *one > 9) {
        return Parsed::Invalid;
    }
    let year = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3];
    let (month, day) = (digits[4] * 10 + digits[5], digits[6] * 10 + digits[7]);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    if year == 0 || day == 0 || day > last {
        return Parsed::Invalid;
    }
    Parsed::Value(i64::from(year * 372 + (month - 1) * 31 + day - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers() {
        assert_eq!(integer(b"1500"), Parsed::Value(1500));
        assert_eq!(integer(b"-0012"), Parsed::Value(-12));
        assert_eq!(integer(b"+7"), Parsed::Value(7));
        for wrong in [
            "", "-", "+", "1_000", "1.0", " 1", "1 ", "x1", "--1", "1/", ":1",
        ] {
            assert_eq!(integer(wrong.as_bytes()), Parsed::Invalid, "{}", wrong);
        }
        assert_eq!(
            integer(b"999999999999999999"),
            Parsed::Value(999_999_999_999_999_999)
        );
        assert_eq!(integer(b"1234567890123456789"), Parsed::Doubtful);
        assert_eq!(integer(b"123456789012345678x"), Parsed::Invalid);
    }

    #[test]
    fn decimals_compare_exactly() {
        let scaled = |text: &str| match decimal(text.as_bytes()) {
            Parsed::Value(found) => Some(found.scaled()),
            _ => None,
        };
        assert_eq!(scaled("1.50"), scaled("+1.5"));
        assert_eq!(scaled("5."), scaled("5"));
        assert_eq!(scaled("-.5"), scaled("-0.5"));
        assert!(scaled("0.1") < scaled("0.10000000001"));
        assert!(scaled("-0.5") < scaled("0"));
        assert!(scaled("999999999999999").is_some());
        for doubtful in [
            "",
            ".",
            "1e3",
            "NaN",
            "1.2.3",
            "1,5",
            "x",
            "-",
            "1234567890123456",
            "1 ",
        ] {
            assert_eq!(scaled(doubtful), None, "{}", doubtful);
        }
    }

    #[test]
    fn numbers_in_any_form() {
        let value = |text: &str| match scientific(text.as_bytes()) {
            Parsed::Value(found) => found,
            _ => Some(7),
        };
        let plain = |text: &str| match decimal(text.as_bytes()) {
            Parsed::Value(found) => Some(found.scaled()),
            _ => None,
        };
        assert_eq!(value("1e3"), plain("1000"));
        assert_eq!(value("-1.50E-2"), plain("-0.015"));
        assert_eq!(value("0e99999"), plain("0"));
        assert_eq!(
            value("12345678901234567"),
            plain("123456789012345").map(|one| one * 100 + 67 * TENS[15])
        );
        assert_eq!(value("NaN"), None);
        assert!(
            value("-inf") < plain("-99999999999999") && value("INF") > plain("999999999999999")
        );
        assert!(
            value("1e40") > plain("999999999999999") && value("-1e400") < plain("-9999999999999")
        );
        for doubtful in ["1e-40", "12345678901234567890123", "1e", "e5", "1.2.3"] {
            assert_eq!(
                scientific(doubtful.as_bytes()) == Parsed::Doubtful,
                doubtful != "e5",
                "{}",
                doubtful
            );
        }
    }

    #[test]
    fn days_of_the_calendar() {
        let value = |text: &str| match date(text.as_bytes()) {
            Parsed::Value(found) => Some(found),
            _ => None,
        };
        assert!(value("2024-02-29").is_some() && value("2000-02-29").is_some());
        assert!(value("2023-12-31") < value("2024-01-01"));
        for wrong in [
            "2023-02-29",
            "1900-02-29",
            "0000-01-01",
            "2024-13-01",
            "2024-00-10",
            "2024-04-31",
            "2024-1-1",
        ] {
            assert_eq!(value(wrong), None, "{}", wrong);
        }
        assert_eq!(value("2024/01/01"), None);
        assert_eq!(value("20x4-01-01"), None);
    }
}
