//! How an archive is written, as its file's name says: `.csv` or `.bin`, and `.gz`, `.zst` or neither behind it.

use serde::{Deserialize, Serialize};

/// The format that `COPY` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// Values as text, the columns' names in the first line. It goes into any version, and into other programs.
    Csv,
    /// PostgreSQL's own.
    Binary,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compression {
    None,
    Gzip,
    Zstd,
}

/// Format and compression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    #[serde(rename = "format")]
    pub layout: Layout,
    pub compression: Compression,
}

/// How the names end that a form is known by.
pub const ENDINGS: &str = ".csv, .csv.gz, .csv.zst, .bin, .bin.gz or .bin.zst";

impl Form {
    /// As a file's name says. `None` where it says nothing that is known.
    pub fn of(file: &str) -> Option<Self> {
        let (rest, compression) = [(".gz", Compression::Gzip), (".zst", Compression::Zstd)]
            .into_iter()
            .find_map(|(ending, compression)| Some((file.strip_suffix(ending)?, compression)))
            .unwrap_or((file, Compression::None));
        let layout = [(".csv", Layout::Csv), (".bin", Layout::Binary)];
        let layout = layout.into_iter().find_map(|(ending, layout)| rest.ends_with(ending).then_some(layout))?;
        Some(Self { layout, compression })
    }

    /// The options of `COPY`.
    pub const fn copy_options(self) -> &'static str {
        match self.layout {
            Layout::Csv => "(FORMAT csv, HEADER true)",
            Layout::Binary => "(FORMAT binary)",
        }
    }

    /// The programs that write and read it, for scripts.
    pub const fn programs(self) -> Option<(&'static str, &'static str)> {
        match self.compression {
            Compression::None => None,
            Compression::Gzip => Some(("gzip", "gzip -dc")),
            Compression::Zstd => Some(("zstd -q", "zstd -dcq")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_the_form() {
        let form = |layout, compression| Some(Form { layout, compression });
        assert_eq!(Form::of("a/b.csv.gz"), form(Layout::Csv, Compression::Gzip));
        assert_eq!(Form::of("b.bin.zst"), form(Layout::Binary, Compression::Zstd));
        assert_eq!(Form::of("b.csv"), form(Layout::Csv, Compression::None));
        for other in ["b", "b.gz", "b.csv.xz", "b.csv.gz.part", "csv"] {
            assert_eq!(Form::of(other), None, "{other}");
        }
    }
}
