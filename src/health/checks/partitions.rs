//! Whether every row has a partition to go to.

use super::limits;
use crate::health::check::{Answer, Check, Group, Unit};
use crate::health::threshold::Direction;

const BASE: Check = Check { group: Group::Partitions, ..super::BASE };

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "partition_headroom",
        meaning: "for how long every row has a partition, of the table partitioned by time for which that is the shortest",
        why: "after that, or in a gap, INSERTs fail, or fill the default partition; a week leaves time to mend what should have made the next \
              one",
        sql: include_str!("../../postgres/queries/health_partition_headroom.sql"),
        answer: Answer::Worst("table with partitions by time"),
        unit: Unit::Seconds,
        direction: Direction::LowIsBad,
        thresholds: limits(604_800.0, 0.0),
        remedy: "make partitions ahead: `pgkeel partitions maintain`, from cron",
        ..BASE
    },
    Check {
        name: "default_partition_rows",
        meaning: "default partitions of tables partitioned by range, that have rows",
        why: "no partition was there for them; now the one that should have them cannot be made before they are moved",
        sql: include_str!("../../postgres/queries/health_default_partition_rows.sql"),
        answer: Answer::Count("default partition with rows"),
        remedy: "move the rows into partitions of their own, then find out why those were not there: `pgkeel partitions \
                 status`",
        ..BASE
    },
    Check {
        name: "detach_pending",
        meaning: "partitions whose DETACH CONCURRENTLY did not finish",
        why: "queries do not see its rows any more, and no other partition of the table can be detached",
        sql: include_str!("../../postgres/queries/health_detach_pending.sql"),
        answer: Answer::Count("partition with a pending detach"),
        since: 14,
        remedy: "finish it",
        lock: Some(
            "SHARE UPDATE EXCLUSIVE on the parent, ACCESS EXCLUSIVE on the partition: reads and writes of the \
                    others go on",
        ),
        ..BASE
    },
];
