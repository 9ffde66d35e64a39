//! What migrations do to a database that others use, before they run: per statement the locks, what they block, what is
//! rewritten, read and lost, and the safer form.

pub mod judge;
mod lints;
pub mod recognise;
pub mod rules;
pub mod syntax;
mod table;
pub mod world;

use std::collections::BTreeSet;

use self::judge::{Risk, Verdict};
use self::recognise::recognise;
use self::syntax::Statement;
use self::world::World;
use super::backfill::Backfill;
use super::directives::Directives;
use super::reader::Reader;
use super::statements::{self, Kind};
use super::tokens::{self, Kind as TokenKind, Tokens};
use crate::error::line_and_column;
use crate::plan::{Hazard, Lock, LockMode};

/// A file to be looked at.
#[derive(Debug, Clone)]
pub struct Script<'a> {
    /// As the person knows it.
    pub file: &'a str,
    pub sql: &'a str,
}

/// A statement of a file, and what it does.
#[derive(Debug, Clone)]
pub struct Judged {
    pub start: usize,
    pub end: usize,
    pub line: usize,
    pub verdict: Verdict,
}

/// A file, and what its statements do.
#[derive(Debug, Clone)]
pub struct Analysed {
    pub statements: Vec<Judged>,
    pub in_transaction: bool,
    /// Its statement is run in batches.
    pub backfill: Option<Backfill>,
    /// What the file says may be.
    pub allowed: BTreeSet<Hazard>,
}

impl Analysed {
    /// What nobody has consented to, by statement.
    pub fn refused(&self, allowed: &BTreeSet<Hazard>) -> Vec<(&Judged, Vec<Hazard>)> {
        let beyond = |hazard: &Hazard| hazard.needs_consent() && !allowed.contains(hazard) && !self.allowed.contains(hazard);
        let statements = self.statements.iter();
        let refused =
            statements.map(|judged| (judged, judged.verdict.hazards().into_iter().filter(beyond).collect::<Vec<_>>()));
        refused.filter(|(_, hazards)| !hazards.is_empty()).collect()
    }
}

/// Looks through files in the order in which they will run, beginning in this world.
/// `together` are they where one transaction holds them all.
pub fn analyse(scripts: &[Script<'_>], mut world: World, together: bool) -> Vec<Analysed> {
    let mut held = Vec::new();
    let mut analysed = Vec::new();
    for script in scripts {
        if !together {
            held.clear();
        }
        analysed.push(one(script, &mut world, &mut held));
    }
    analysed
}

/// A lock that is kept, and since where.
type Held = (Lock, String);

fn one(script: &Script<'_>, world: &mut World, held: &mut Vec<Held>) -> Analysed {
    let directives = Directives::read(script.file, script.sql).0;
    let path = world.path().to_vec();
    world.time_zone_changed = false;
    let mut judged = Vec::new();
    for piece in statements::split(script.sql).into_iter().filter(|piece| piece.kind == Kind::Sql) {
        let statement = recognise(&script.sql[piece.start..piece.end]);
        let (line, _) = line_and_column(script.sql, piece.start);
        let mut verdict = world.judge(&statement);
        if !directives.no_transaction {
            hold(held, &mut verdict, &format!("{}:{line}", script.file));
        }
        judged.push(Judged { start: piece.start, end: piece.end, line, verdict });
    }
    // Settings do not leak from one migration into the next.
    world.set_path(path);
    let Directives { no_transaction, allowed, backfill, .. } = directives;
    Analysed { statements: judged, in_transaction: !no_transaction, backfill, allowed }
}

/// In a transaction, locks are kept to its end: a statement that takes long makes others wait for those before it.
fn hold(held: &mut Vec<Held>, verdict: &mut Verdict, place: &str) {
    let is_long = !verdict.scans.is_empty() || !verdict.rewrites.is_empty();
    let own = |lock: &Lock| verdict.locks.iter().any(|own| own.relation == lock.relation && own.mode >= lock.mode);
    let strongest = held.iter().filter(|(lock, _)| !own(lock)).max_by_key(|(lock, _)| lock.mode);
    if let Some((lock, since)) = strongest.filter(|_| is_long) {
        let hazard = if lock.mode == LockMode::AccessExclusive { Hazard::BlocksReads } else { Hazard::BlocksWrites };
        let detail = format!("{} since {since}", lock.mode.name());
        let object = lock.relation.clone();
        verdict.risks.push(Risk { rule: &rules::HELD_LOCK, hazards: vec![hazard], object, detail });
    }
    let strong = verdict.locks.iter().filter(|lock| lock.mode > LockMode::ShareUpdateExclusive);
    held.extend(strong.map(|lock| (lock.clone(), place.to_owned())));
}

/// Every name that stands in the files, folded as SQL does it: what a database is to be asked for.
pub fn names(scripts: &[Script<'_>]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for script in scripts {
        for piece in statements::split(script.sql).into_iter().filter(|piece| piece.kind == Kind::Sql) {
            let sql = &script.sql[piece.start..piece.end];
            if recognise(sql) == Statement::Harmless {
                continue;
            }
            collect(sql, &mut names);
            // What a DO block names is in a string, or in one within it.
            if tokens::words(sql).first().is_some_and(|word| word == "do") {
                let words = sql.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
                names.extend(words.flat_map(|word| [word.to_owned(), word.to_lowercase()]));
            }
        }
    }
    names
}

fn collect(sql: &str, names: &mut BTreeSet<String>) {
    let words = Tokens::new(sql).filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::QuotedName));
    names.extend(words.filter_map(|token| Reader::new(&sql[token.start..token.end]).part()));
}
