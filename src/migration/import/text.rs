//! Files that hold both ways, parted: what is run forth, and what is run back.

/// What a file of another tool holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parted {
    pub up: String,
    pub down: Option<String>,
}

const ALONE: &str = "-- pgkeel: no-transaction\n";

/// `-- migrate:up`, `-- migrate:down`, with `transaction:false` behind them.
pub fn dbmate(text: &str) -> Parted {
    let mut sections = [String::new(), String::new()];
    let mut alone = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let mark = line.trim().strip_prefix("--").map(str::trim).unwrap_or_default();
        match mark.split_whitespace().next() {
            Some("migrate:up") => {
                at = 0;
                alone |= mark.replace(' ', "").contains("transaction:false");
            }
            Some("migrate:down") => at = 1,
            _ => sections[at].push_str(line),
        }
    }
    parted(sections, alone)
}

/// `-- +goose Up`, `-- +goose Down`, `-- +goose NO TRANSACTION`; what marks statements is left out.
pub fn goose(text: &str) -> Parted {
    let mut sections = [String::new(), String::new()];
    let mut alone = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let mark = line.trim().strip_prefix("--").map(str::trim).and_then(|mark| mark.strip_prefix("+goose"));
        match mark.map(|mark| mark.trim().to_ascii_lowercase()).as_deref() {
            Some("up") => at = 0,
            Some("down") => at = 1,
            Some("no transaction") => alone = true,
            Some("statementbegin" | "statementend") => {}
            _ => sections[at].push_str(line),
        }
    }
    parted(sections, alone)
}

/// `-- no-transaction` on the first line.
pub fn sqlx(text: &str) -> Parted {
    let alone = text.starts_with("-- no-transaction");
    parted([text.to_owned(), String::new()], alone)
}

fn parted([up, down]: [String; 2], alone: bool) -> Parted {
    let trimmed = |text: &str| format!("{}\n", text.trim_matches(['\n', '\r']));
    let down = Some(down).filter(|down| !down.trim().is_empty()).map(|down| trimmed(&down));
    let up = if down.is_some() || alone { trimmed(&up) } else { up };
    Parted { up: if alone { format!("{ALONE}{up}") } else { up }, down }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_are_parted() {
        let of_dbmate = dbmate("-- migrate:up transaction:false\nVACUUM;\n\n-- migrate:down\n\n");
        assert_eq!(of_dbmate, Parted { up: "-- pgkeel: no-transaction\nVACUUM;\n".into(), down: None });
        let both = dbmate("-- migrate:up\nCREATE TABLE a ();\n\n-- migrate:down\nDROP TABLE a;\n");
        assert_eq!(both, Parted { up: "CREATE TABLE a ();\n".into(), down: Some("DROP TABLE a;\n".into()) });
        let of_goose = goose(
            "-- +goose NO TRANSACTION\n-- +goose Up\n-- +goose StatementBegin\nSELECT 1;\n-- +goose StatementEnd\n-- +goose Down\nSELECT -1;\n",
        );
        let expected = Parted { up: "-- pgkeel: no-transaction\nSELECT 1;\n".into(), down: Some("SELECT -1;\n".into()) };
        assert_eq!(of_goose, expected);
        assert_eq!(sqlx("SELECT 1;").up, "SELECT 1;");
        assert_eq!(sqlx("-- no-transaction\nVACUUM;\n").up, "-- pgkeel: no-transaction\n-- no-transaction\nVACUUM;\n");
    }
}
