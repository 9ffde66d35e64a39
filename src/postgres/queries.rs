//! The SQL of the server's rooms, as the server's version has it.

/// A query without the lines that are for other versions: one that ends in `-- from N` is for major version N and later, one
/// that ends in `-- before N` for earlier ones.
pub fn for_version(sql: &str, major: u32) -> String {
    let wanted = |line: &&str| {
        let bound = |word: &str| line.rsplit_once(word)?.1.trim().parse::<u32>().ok();
        bound("-- from ").is_none_or(|first| major >= first) && bound("-- before ").is_none_or(|end| major < end)
    };
    let lines: Vec<&str> = sql.lines().filter(wanted).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::for_version;

    #[test]
    fn lines_are_for_their_versions() {
        let sql = "SELECT a,\n       b, -- from 15\n       NULL AS b, -- before 15\n       c -- from all\n  FROM t";
        assert_eq!(for_version(sql, 15), "SELECT a,\n       b, -- from 15\n       c -- from all\n  FROM t");
        assert_eq!(for_version(sql, 14), "SELECT a,\n       NULL AS b, -- before 15\n       c -- from all\n  FROM t");
    }
}
