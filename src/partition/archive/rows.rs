//! Counts the rows in the bytes of an archive, as it is written and as it is read back, whatever pieces they come in.

use super::form::Layout;

/// Takes the bytes in order.
#[derive(Debug, Clone)]
pub enum RowCounter {
    Csv(Csv),
    Binary(Binary),
}

/// A row ends with a line break outside of quotes. The first line has the columns' names.
#[derive(Debug, Clone, Default)]
pub struct Csv {
    lines: u64,
    in_quotes: bool,
    in_line: bool,
}

/// The columns' names in the first line of CSV.
#[derive(Debug, Clone, Default)]
pub struct Header {
    line: Vec<u8>,
    in_quotes: bool,
    is_whole: bool,
}

/// A signature, then rows: a number of fields, each with its length before it; then -1.
#[derive(Debug, Clone)]
pub struct Binary {
    rows: u64,
    state: State,
    /// Bytes of the number under way.
    held: Vec<u8>,
    broken: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Signature,
    /// Skips so many bytes, then takes rows.
    Extension(u64),
    FieldCount,
    FieldLength {
        left: u16,
    },
    Field {
        bytes: u64,
        left: u16,
    },
    End,
}

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
/// The signature, flags, and the length of what may follow them.
const HEADER: usize = SIGNATURE.len() + 4 + 4;

impl RowCounter {
    pub fn new(layout: Layout) -> Self {
        match layout {
            Layout::Csv => Self::Csv(Csv::default()),
            Layout::Binary => Self::Binary(Binary { rows: 0, state: State::Signature, held: Vec::new(), broken: false }),
        }
    }

    pub fn take(&mut self, bytes: &[u8]) {
        match self {
            Self::Csv(csv) => csv.take(bytes),
            Self::Binary(binary) => binary.take(bytes),
        }
    }

    /// How many rows there were; `None` where the bytes do not end as an archive does.
    pub fn rows(&self) -> Option<u64> {
        match self {
            Self::Csv(Csv { lines, in_quotes: false, in_line: false }) => lines.checked_sub(1),
            Self::Binary(Binary { rows, state: State::End, broken: false, .. }) => Some(*rows),
            Self::Csv(_) | Self::Binary(_) => None,
        }
    }
}

impl Csv {
    fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                // A quote inside of quotes is written twice: out and in again.
                b'"' => self.in_quotes = !self.in_quotes,
                b'\n' if !self.in_quotes => {
                    self.lines += 1;
                    self.in_line = false;
                    continue;
                }
                _ => {}
            }
            self.in_line = true;
        }
    }
}

impl Header {
    /// Takes the bytes in order, until it has what it needs.
    pub fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if self.is_whole {
                return;
            }
            self.in_quotes ^= *byte == b'"';
            self.is_whole = *byte == b'\n' && !self.in_quotes;
            self.line.push(*byte);
        }
    }

    /// The names; `None` where there is no such line.
    pub fn names(&self) -> Option<Vec<String>> {
        let line = std::str::from_utf8(&self.line).ok().filter(|_| self.is_whole)?;
        let mut names = vec![String::new()];
        let mut characters = line.strip_suffix('\n')?.chars().peekable();
        let mut in_quotes = false;
        while let Some(character) = characters.next() {
            match character {
                '"' if in_quotes && characters.peek() == Some(&'"') => names.last_mut()?.extend(characters.next()),
                '"' => in_quotes = !in_quotes,
                ',' if !in_quotes => names.push(String::new()),
                _ => names.last_mut()?.push(character),
            }
        }
        Some(names)
    }
}

impl Binary {
    fn take(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() && !self.broken {
            self.state = match self.state {
                State::Signature => {
                    let Some(header) = self.hold::<HEADER>(&mut bytes) else { return };
                    self.broken = !header.starts_with(SIGNATURE);
                    let length = [header[HEADER - 4], header[HEADER - 3], header[HEADER - 2], header[HEADER - 1]];
                    State::Extension(u64::from(u32::from_be_bytes(length)))
                }
                State::Extension(0) => State::FieldCount,
                State::Extension(length) => State::Extension(skip(&mut bytes, length)),
                State::FieldCount => {
                    let Some(count) = self.hold::<2>(&mut bytes) else { return };
                    match i16::from_be_bytes(count) {
                        -1 => State::End,
                        count => {
                            self.rows += 1;
                            self.broken = count < 0;
                            next_field(count.unsigned_abs())
                        }
                    }
                }
                State::FieldLength { left } => {
                    let Some(length) = self.hold::<4>(&mut bytes) else { return };
                    match i32::from_be_bytes(length) {
                        -1 => next_field(left),
                        length => {
                            self.broken = length < 0;
                            State::Field { bytes: u64::from(length.unsigned_abs()), left }
                        }
                    }
                }
                State::Field { bytes: length, left } => match skip(&mut bytes, length) {
                    0 => next_field(left),
                    length => State::Field { bytes: length, left },
                },
                State::End => {
                    self.broken = true;
                    State::End
                }
            };
            // What has no bytes of its own is done with those before it.
            if let State::Field { bytes: 0, left } = self.state {
                self.state = next_field(left);
            }
        }
    }

    /// So many bytes, once they have come.
    fn hold<const LENGTH: usize>(&mut self, bytes: &mut &[u8]) -> Option<[u8; LENGTH]> {
        let wanted = (LENGTH - self.held.len()).min(bytes.len());
        let (taken, rest) = bytes.split_at(wanted);
        self.held.extend_from_slice(taken);
        *bytes = rest;
        let whole = <[u8; LENGTH]>::try_from(self.held.as_slice()).ok()?;
        self.held.clear();
        Some(whole)
    }
}

fn next_field(left: u16) -> State {
    left.checked_sub(1).map_or(State::FieldCount, |left| State::FieldLength { left })
}

/// How many are left to skip.
fn skip(bytes: &mut &[u8], length: u64) -> u64 {
    let here = usize::try_from(length).unwrap_or(usize::MAX).min(bytes.len());
    *bytes = &bytes[here..];
    length - here as u64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_first_line_has_the_names() {
        let mut header = Header::default();
        for byte in b"id,\"a \"\"b\"\",\n\",c\n1,\"x\",2\n" {
            assert_eq!(header.names().is_some(), header.is_whole);
            header.take(&[*byte]);
        }
        assert_eq!(header.names().unwrap(), ["id", "a \"b\",\n", "c"]);
    }

    fn count(layout: Layout, bytes: &[u8]) -> Option<u64> {
        let mut counter = RowCounter::new(layout);
        counter.take(bytes);
        counter.rows()
    }

    fn binary(rows: &[Vec<Option<Vec<u8>>>]) -> Vec<u8> {
        let mut bytes = SIGNATURE.to_vec();
        bytes.extend([0; 8]);
        for row in rows {
            bytes.extend(i16::try_from(row.len()).unwrap().to_be_bytes());
            for field in row {
                let length = field.as_ref().map_or(-1, |field| i32::try_from(field.len()).unwrap());
                bytes.extend(length.to_be_bytes());
                bytes.extend(field.iter().flatten());
            }
        }
        bytes.extend((-1_i16).to_be_bytes());
        bytes
    }

    #[test]
    fn lines_in_quotes_are_no_rows() {
        assert_eq!(count(Layout::Csv, b"a,b\n"), Some(0));
        assert_eq!(count(Layout::Csv, b"a,b\n1,\"two\n\"\"lines\"\"\n\"\n\n\"\"\n"), Some(3));
        for cut in [&b""[..], b"a,b", b"a,b\n1,2", b"a,b\n1,\"2\n"] {
            assert_eq!(count(Layout::Csv, cut), None);
        }
    }

    #[test]
    fn binary_that_is_cut_or_goes_on_is_none() {
        let whole = binary(&[vec![Some(b"x".to_vec()), None, Some(Vec::new())], vec![]]);
        assert_eq!(count(Layout::Binary, &whole), Some(2));
        for end in 0..whole.len() {
            assert_eq!(count(Layout::Binary, &whole[..end]), None, "cut at {end}");
        }
        assert_eq!(count(Layout::Binary, &[&whole[..], b"x"].concat()), None);
        assert_eq!(count(Layout::Binary, &[b"x", &whole[..]].concat()), None);
    }

    proptest! {
        #[test]
        fn pieces_make_no_difference(
            rows in prop::collection::vec(prop::collection::vec(prop::option::of(prop::collection::vec(any::<u8>(), 0..9)), 0..4), 0..9),
            piece in 1..40_usize,
        ) {
            let bytes = binary(&rows);
            let mut counter = RowCounter::new(Layout::Binary);
            bytes.chunks(piece).for_each(|bytes| counter.take(bytes));
            prop_assert_eq!(counter.rows(), Some(rows.len() as u64));
        }
    }
}
