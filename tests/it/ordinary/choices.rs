//! Choices that a seed makes for the two sides of a pair: most are the same on both, some are made anew for each.

use fastrand::Rng;

/// The choices of one side.
pub struct Choices {
    seed: u64,
    side: u64,
    /// How many of a hundred choices each side makes for itself.
    differing: usize,
}

impl Choices {
    pub fn sides(seed: u64) -> [Self; 2] {
        // From a few differences to another database altogether.
        let differing = [2, 5, 10, 20, 40][Rng::with_seed(seed).usize(..5)];
        [0, 1].map(|side| Self { seed, side, differing })
    }

    /// What is chosen for the words; by nothing but these, so that one choice more does not change the others.
    fn random(&self, what: &str, whose: u64) -> Rng {
        // FNV-1a.
        let mixed =
            what.bytes().fold(0xcbf2_9ce4_8422_2325_u64 ^ self.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15), |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        Rng::with_seed(mixed.wrapping_add(whose.wrapping_mul(0xd1b5_4a32_d192_ed03)))
    }

    /// A number below a limit.
    pub fn number(&self, what: &str, below: usize) -> usize {
        let differs = self.random(what, 3).usize(..100) < self.differing;
        self.random(what, if differs { self.side } else { 2 }).usize(..below)
    }

    /// A number that is the same on both sides.
    pub fn common_number(&self, what: &str, below: usize) -> usize {
        self.random(what, 2).usize(..below)
    }

    pub fn one_of<'a>(&self, what: &str, from: &[&'a str]) -> &'a str {
        from[self.number(what, from.len())]
    }

    /// One of them, the same on both sides.
    pub fn common_one_of<'a>(&self, what: &str, from: &[&'a str]) -> &'a str {
        from[self.common_number(what, from.len())]
    }

    /// True in so many of a hundred cases.
    pub fn sometimes(&self, what: &str, percent: usize) -> bool {
        self.number(what, 100) < percent
    }
}
