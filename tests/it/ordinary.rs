//! The law of plans between two schemas as people write them: tables with keys, indexes and triggers, partitions, views upon views,
//! made up of a seed; most of it is the same on both sides. Each seed is one pair, always the same.
//!
//! `PGKEEL_SEEDS=1..200` runs more, or others. What breaks the law is left in the target directory's `tmp/ordinary`, as a folder
//! of cases: `PGKEEL_CASES=target/tmp/ordinary` runs it.

mod choices;
mod schema;

use std::path::Path;

use choices::Choices;

use crate::subsets::{for_seeds, law_between, make};

/// The seeds that run where none are asked for.
const USUAL: [u64; 2] = [1, 2];

/// All of it is ours to compare.
const SETTINGS: &str = "[drift]\nschemas = [\"public\", \"app\", \"Else where\"]\n";

#[test]
fn the_law_holds_between_ordinary_schemas() {
    for_seeds(&USUAL, |seed| {
        let [(old, old_taken), (new, new_taken)] = Choices::sides(seed).map(|choices| make(schema::statements(&choices)));
        let (broken, refused) = law_between(SETTINGS, [&old, &new]);
        if !broken.is_empty() {
            let case = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ordinary").join(format!("seed_{seed}"));
            std::fs::create_dir_all(&case).expect("a folder");
            std::fs::write(case.join("pgkeel.toml"), SETTINGS).expect("settings");
            for (file, taken) in [("old.sql", old_taken), ("new.sql", new_taken)] {
                std::fs::write(case.join(file), taken.join(";\n") + ";\n").expect("a side");
            }
        }
        (broken, refused)
    });
}

/// Most of what is made up is taken: a generator that PostgreSQL refuses tries nothing.
#[test]
fn most_of_what_is_made_up_is_taken() {
    let [one, _] = Choices::sides(1);
    let said = schema::statements(&one);
    let (_database, taken) = make(said.clone());
    assert!(taken.len() * 10 > said.len() * 8, "{} of {}: {:#?}", taken.len(), said.len(), {
        said.into_iter().filter(|sql| !taken.contains(sql)).collect::<Vec<_>>()
    });
}
