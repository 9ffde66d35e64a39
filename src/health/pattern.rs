//! What a line about an object begins with, as people write it in `pgkeel.toml`.

/// Whether `line` begins with what `pattern` says, up to the end of a name: `shop.a` begins `shop.a: 5 rows` and `shop.a with 1
/// policy`, not `shop.ab` nor `shop.a.x`. A `*` stands for anything.
pub(super) fn begins(pattern: &str, line: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(rest) = line.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    if parts.is_empty() { ends_a_name(rest) } else { follows(&parts, rest) }
}

/// Whether what follows a `*` is somewhere in the rest, in order.
fn follows(parts: &[&str], rest: &str) -> bool {
    let Some((part, others)) = parts.split_first() else { return ends_a_name(rest) };
    if part.is_empty() && others.is_empty() {
        return true;
    }
    rest.match_indices(part).any(|(at, found)| follows(others, &rest[at + found.len()..]))
}

fn ends_a_name(rest: &str) -> bool {
    !rest.starts_with(|c: char| c.is_alphanumeric() || "_$.\"".contains(c))
}

#[cfg(test)]
mod tests {
    use super::begins;

    #[test]
    fn a_name_is_a_whole_name() {
        for (pattern, line, is_so) in [
            ("shop.a", "shop.a: 5 dead rows", true),
            ("shop.a", "shop.a with 1 policy", true),
            ("shop.a", "shop.ab", false),
            ("shop.a", "shop.a.x is json", false),
            ("shop.a*", "shop.ab", true),
            ("shop.*_log", "shop.web_log: 5", true),
            ("shop.*_log", "shop.web_logs: 5", false),
            ("* of shop.b", "positive of shop.b", true),
            ("* of shop.b", "positive of shop.bc", false),
            ("*", "", true),
            ("", "anything", false),
            ("*a*a", "xaya z", true),
        ] {
            assert_eq!(begins(pattern, line), is_so, "{pattern} {line}");
        }
    }
}
