//! Columns: added, and changed in place, without a rewrite or a long lock where PostgreSQL has a way.

use super::alterations;
use super::counting::Counting;
use super::sequences::{carry_on, identity_sequence};
use super::{Planner, descendants, types, with_attributes};
use crate::identifier::{QualifiedName, literal, quote};
use crate::plan::{Hazard, LockMode, Step};
use crate::schema::create;
use crate::schema::diff::{Aspect, Difference};
use crate::schema::model::{ColumnParts, Identity, Kind, Object, Schema};
use crate::schema::text::find_outside_quotes;

impl<'a> Planner<'a> {
    pub(super) fn add_column(&mut self, identity: &Identity) {
        if let Some(object) = self.to.get(identity) {
            self.add_column_as(identity, object);
        }
    }

    pub(super) fn add_column_as(&mut self, identity: &Identity, object: &Object) {
        let parts = ColumnParts::of(&object.definition);
        let mut step = Step::new(format!("add {}", self.name(identity)), create::create(identity, object, false))
            .because("declared, not there")
            .locking(LockMode::AccessExclusive, identity.sql_name());
        let computed = parts.generated.is_some_and(|generated| !generated.ends_with(" virtual"));
        if computed || parts.default.is_some_and(is_volatile) {
            step = step.hazard(Hazard::Rewrite).hazard(Hazard::BlocksReads);
        }
        if parts.not_null && parts.default.is_none() && parts.generated.is_none() {
            step = step.because("declared, not there; without a default it can be added only while the table is empty");
        }
        if parts.generated.is_some_and(is_identity) && self.has_heirs(&identity.name) {
            step.sql = self.with_identity_above_others(identity, object).into_iter().map(Into::into).collect();
        }
        self.push(with_attributes(step, identity, object));
    }

    /// Whether tables have a table's columns to which its identities do not come down.
    fn has_heirs(&self, table: &QualifiedName) -> bool {
        let come_down = self.from.is_partitioned(table) && self.postgres.is_some_and(|major| major >= 17);
        !come_down && self.children_before.get(table).is_some_and(|children| !children.is_empty())
    }

    /// PostgreSQL adds no identity together with its column where that comes down to other tables, which have no identity: the
    /// rows that are there count by a sequence first, and the identity goes on from there.
    fn with_identity_above_others(&self, identity: &Identity, object: &Object) -> Vec<String> {
        let definition = create::with_identity_sequence(object);
        let parts = ColumnParts::of(&definition);
        let generated = parts.generated.unwrap_or_default();
        let (table, column) = (identity.sql_name(), quote(identity.own_name()));
        let own = identity_sequence(self.to, identity);
        let first = self.name_until(&own, "first");
        let options: Vec<&str> = identity_parts(ColumnParts::of(&object.definition).generated.unwrap_or_default())
            .1
            .split(' ')
            .filter(|word| !word.is_empty() && !word.ends_with("logged"))
            .collect();
        let counts = [vec![parts.data_type], options].concat().join(" ");
        let plain = &definition[..definition.len() - " generated ".len() - generated.len()];
        let alter = |action: &str| format!("ALTER TABLE {table} ALTER COLUMN {column} {action}");
        vec![
            format!("CREATE SEQUENCE {first} AS {counts}"),
            format!("ALTER TABLE {table} ADD COLUMN {column} {plain} DEFAULT nextval({})", literal(&first.to_string())),
            alter("DROP DEFAULT"),
            alter(&format!("ADD GENERATED {generated}")),
            carry_on(&own, &first),
            format!("DROP SEQUENCE {first}"),
        ]
    }

    pub(super) fn change_column(&mut self, identity: &Identity) {
        let comes_from_parent = |schema: &Schema| schema.get(identity).is_none_or(Object::is_inherited);
        let of_table = [Kind::Table, Kind::ForeignTable, Kind::Partition].iter().any(|kind| match kind {
            Kind::Partition => self.to_partitions.contains(&identity.name),
            kind => self.to.get(&Identity::new(*kind, identity.name.clone())).is_some(),
        });
        if of_table && comes_from_parent(self.from) && comes_from_parent(self.to) || self.is_retyped_with_parents(identity) {
            return self.change_inherited_column(identity);
        }
        let (from, to) = (self.from.column(identity).cloned(), self.to.column(identity).cloned());
        self.alter_column(identity, &from.unwrap_or_default(), &to.unwrap_or_default());
    }

    /// Whether a column is its table's own and its parents' as well, and these bring it the type that it should have.
    pub(super) fn is_retyped_with_parents(&self, column: &Identity) -> bool {
        let above = [self.from, self.to].map(|schema| schema.inherited_column(&column.name, column.own_name()));
        let own = self.to.get(column).filter(|own| !own.is_inherited());
        let ([Some(is), Some(should)], Some(own)) = (above, own) else { return false };
        let data_type = |column: &'a Object| {
            let parts = ColumnParts::of(&column.definition);
            (parts.data_type, parts.collation)
        };
        data_type(is) != data_type(should) && data_type(should) == data_type(own)
    }

    pub(super) fn alter_column(&mut self, identity: &Identity, from: &Object, to: &Object) {
        let (from, to) = (ColumnParts::of(&from.definition), ColumnParts::of(&to.definition));
        let (relation, column) = (identity.sql_name(), quote(identity.own_name()));
        let alter = |action: &str| format!("ALTER TABLE {relation} ALTER COLUMN {column} {action}");
        let exclusive = |step: Step| step.locking(LockMode::AccessExclusive, relation.clone());
        let name = self.name(identity);

        let left = self.sequences_of_identities().into_iter().find(|(_, column)| column == identity);
        if let Some((sequence, _)) = left {
            let first = self.pieces.len();
            self.leave_identity(identity, &sequence);
            if from.not_null && !to.not_null {
                let step = Step::new(format!("let {name} be null"), alter("DROP NOT NULL")).because("not declared");
                self.last.push((identity.clone(), exclusive(step)));
            }
            // It counts by the sequence by now.
            if (from.data_type, from.collation) != (to.data_type, to.collation) {
                self.change_type(identity, &ColumnParts { default: to.default, ..from }, &to);
                // What owns the sequence is no other than what it was when it got it.
                self.say(first, &[], std::slice::from_ref(&sequence));
            }
            return;
        }
        // An identity needs a column that is NOT NULL and has no default; anything else is in its way until it is gone.
        let becomes_identity = !from.generated.is_some_and(is_identity) && to.generated.is_some_and(is_identity);
        let stays_identity = from.generated.is_some_and(is_identity) && to.generated.is_some_and(is_identity);
        if stays_identity {
            self.change_identity(identity, &from, &to, Before::ItsType);
        } else if !becomes_identity {
            self.change_generation(identity, from.generated, to.generated);
        } else if from.generated.is_some() {
            self.change_generation(identity, from.generated, None);
        }
        let converted = self.replaced.columns.contains(identity);
        let retyped = (from.data_type, from.collation) != (to.data_type, to.collation) && !self.follows_its_type(identity);
        let counted = from.default.filter(|default| default.starts_with("nextval("));
        if converted {
            // With its type.
        } else if retyped && becomes_identity {
            // Rows come in between: what counts goes on until it is an identity.
            self.change_type(identity, &from, &ColumnParts { default: counted, ..to });
        } else if retyped {
            self.change_type(identity, &from, &to);
        } else if from.default != to.default && !becomes_identity {
            let (action, reason) = match to.default {
                Some(default) => (format!("SET DEFAULT {default}"), format!("it is {}", from.default.unwrap_or("none"))),
                None => ("DROP DEFAULT".to_owned(), format!("it is {}", from.default.unwrap_or("none"))),
            };
            let title = if to.default.is_some() { "set the default of" } else { "drop the default of" };
            let mut step = exclusive(Step::new(format!("{title} {name}"), alter(&action)).because(reason));
            if let Some(sql) = self.counts_on(identity, from.default, to.default) {
                let reads_all = sql.contains(" HAVING ");
                step = step.and(sql);
                if reads_all {
                    step = step.hazard(Hazard::LongScan).hazard(Hazard::BlocksReads);
                }
            }
            step.sql.extend(self.own_of_children(identity, Own::Default).into_iter().map(Into::into));
            self.push(step);
        }
        if stays_identity {
            self.change_identity(identity, &from, &to, Before::Nothing);
        }
        if from.not_null && !to.not_null {
            // A primary key demands it until it is gone.
            let mut step = exclusive(Step::new(format!("let {name} be null"), alter("DROP NOT NULL")).because("not declared"));
            step.sql.extend(self.own_of_children(identity, Own::NotNull).into_iter().map(Into::into));
            self.last.push((identity.clone(), step));
        }
        if !from.not_null && to.not_null {
            self.set_not_null(identity);
        }
        if becomes_identity {
            let default = if retyped { counted } else { from.default };
            let default = default.map(|_| alter("DROP DEFAULT"));
            self.become_identity(identity, default);
        }
    }

    /// What the children of a table have otherwise in a column, and lose with a change of their parent's, which comes down to
    /// them.
    pub(super) fn own_of_children(&self, column: &Identity, own: Own) -> Vec<String> {
        let mut statements = Vec::new();
        let above = self.to.column(column).map(|column| column.definition.as_str()).unwrap_or_default();
        let above = ColumnParts::of(above);
        for table in self.descendants(&column.name) {
            let child = Identity::part(Kind::Column, table, column.own_name());
            let Some(object) = self.to.column(&child) else { continue };
            // What differs in a child's own column is changed there.
            let is_changed = |difference: &&Difference| difference.object == child && difference.aspect == Aspect::Definition;
            if self.from.column(&child).is_none() || self.differences.iter().find(is_changed).is_some() {
                continue;
            }
            let parts = ColumnParts::of(&object.definition);
            let (table, name) = (&child.name, quote(child.own_name()));
            let action = match (own, parts.default) {
                (Own::Default, default) if default == above.default => None,
                (Own::Default, Some(default)) => Some(format!("SET DEFAULT {default}")),
                (Own::Default, None) if parts.generated.is_none() => Some("DROP DEFAULT".to_owned()),
                (Own::NotNull, _) if parts.not_null => Some("SET NOT NULL".to_owned()),
                _ => None,
            };
            statements.extend(action.map(|action| format!("ALTER TABLE ONLY {table} ALTER COLUMN {name} {action}")));
        }
        statements
    }

    /// A column that comes from a parent: its type changes there. What remains is its default, and whether it may be null.
    fn change_inherited_column(&mut self, identity: &Identity) {
        let above = |schema: &Schema| {
            let column = schema.inherited_column(&identity.name, identity.own_name());
            column.map(|column| column.definition.clone())
        };
        let (above_from, above_to) = (above(self.from), above(self.to));
        let Some(to) = self.to.column(identity).cloned().filter(|_| above_to.is_some()) else { return };
        // What the parent's change brings is there by now.
        let came_down = above_from != above_to;
        let from = self.from.column(identity).map(|column| column.definition.clone()).unwrap_or_default();
        let is = if came_down { above_to.unwrap_or_default() } else { from.clone() };
        let (was, is, to) = (ColumnParts::of(&from), ColumnParts::of(&is), ColumnParts::of(&to.definition));
        let (table, column) = (identity.sql_name(), quote(identity.own_name()));
        let name = self.name(identity);
        let mut actions: Vec<(String, String)> = Vec::new();
        // An identity is its parent's alone: the column has no default then.
        if is.default != to.default && to.generated.is_none_or(is_identity) {
            match to.default {
                Some(default) => actions.push((format!("set the default of {name}"), format!("SET DEFAULT {default}"))),
                None => actions.push((format!("drop the default of {name}"), "DROP DEFAULT".to_owned())),
            }
        }
        if (is.not_null || was.not_null) && !to.not_null {
            actions.push((format!("let {name} be null"), "DROP NOT NULL".to_owned()));
        }
        for (title, action) in actions {
            let own = if action == "DROP NOT NULL" { Own::NotNull } else { Own::Default };
            let mut step = Step::new(title, format!("ALTER TABLE {table} ALTER COLUMN {column} {action}"))
                .because("it is not its parent's")
                .locking(LockMode::AccessExclusive, table.clone());
            step.sql.extend(self.own_of_children(identity, own).into_iter().map(Into::into));
            match own {
                // Its parent's may demand it until then.
                Own::NotNull => self.last.push((identity.clone(), step)),
                Own::Default => self.push(step),
            }
        }
        if to.not_null && !is.not_null && !was.not_null {
            self.set_not_null(identity);
        }
    }

    /// The statements that drop a column, of its table alone where a child keeps it.
    pub(super) fn column_drops(&self, table: &QualifiedName, column: &str) -> Vec<String> {
        let keeps = |table: &QualifiedName| {
            let own = self.to.get(&Identity::part(Kind::Column, table.clone(), column));
            own.is_some_and(|own| !own.is_inherited())
        };
        let is_anew = self.anew.contains(&Identity::part(Kind::Column, table.clone(), column));
        let own = quote(column);
        if is_anew || !descendants(&self.children_before, table).iter().any(keeps) {
            return vec![format!("ALTER TABLE {table} DROP COLUMN {own}")];
        }
        let mut statements = vec![format!("ALTER TABLE ONLY {table} DROP COLUMN {own}")];
        // What goes, or is made anew, has left it.
        let stays = |child: &QualifiedName| {
            self.children.get(table).is_some_and(|now| now.contains(child)) && !self.set_aside.contains(child)
        };
        // What is its own beside its parents' goes by itself.
        let is_own = |child: &QualifiedName| {
            let own = self.from.get(&Identity::part(Kind::Column, child.clone(), column));
            own.is_some_and(|own| !own.is_inherited())
        };
        let children = self.children_before.get(table).into_iter().flatten();
        for child in children.filter(|child| !keeps(child) && stays(child) && !is_own(child)) {
            statements.extend(self.column_drops(child, column));
        }
        statements
    }

    /// A default stands in the way of what it calls.
    pub(super) fn drop_default(&mut self, identity: &Identity) {
        let sql = format!("{} DROP DEFAULT", altering_default(identity));
        let mut step = Step::new(format!("drop the default of {}", self.name(identity)), sql)
            .because("it stands in the way, and comes back below");
        for child in self.children_with_its_default(identity) {
            let sql = format!("{} DROP DEFAULT", altering_default(&child));
            step = step.and(sql).locking(LockMode::AccessExclusive, child.name.to_string());
        }
        self.push(locking_table(step, identity));
        self.say(self.pieces.len() - 1, std::slice::from_ref(identity), &[]);
        if let Some(piece) = self.pieces.last_mut() {
            piece.of_default = true;
        }
    }

    /// The columns of children that have a column's default as it has it, each its own copy.
    fn children_with_its_default(&self, column: &Identity) -> Vec<Identity> {
        let default = |column: &Identity| {
            let column = self.from.column(column);
            column.and_then(|column| ColumnParts::of(&column.definition).default.map(str::to_owned))
        };
        let Some(own) = default(column).filter(|_| column.kind == Kind::Column) else { return Vec::new() };
        let below = descendants(&self.children_before, &column.name).into_iter();
        let below = below.map(|child| Identity::part(Kind::Column, child, column.own_name()));
        below.filter(|child| !self.rebuilt.contains(child) && default(child).as_ref() == Some(&own)).collect()
    }

    pub(super) fn put_default_back(&mut self, identity: &Identity) {
        let default = |schema: &Schema| {
            let definition = match identity.kind {
                Kind::Domain => schema.get(identity).map(|domain| domain.definition.clone()),
                _ => schema.column(identity).map(|column| column.definition.clone()),
            };
            let definition = definition.unwrap_or_default();
            match identity.kind {
                Kind::Domain => alterations::domain_default(&definition).map(str::to_owned),
                _ => ColumnParts::of(&definition).default.map(str::to_owned),
            }
        };
        // Another one is set where the column is changed.
        let Some(wanted) = default(self.to).filter(|wanted| default(self.from).as_ref() == Some(wanted)) else { return };
        let sql = format!("{} SET DEFAULT {wanted}", altering_default(identity));
        let mut step = Step::new(format!("set the default of {}", self.name(identity)), sql).because("put back");
        for child in self.children_with_its_default(identity) {
            let to = self.to.column(&child).map(|column| column.definition.clone()).unwrap_or_default();
            if let Some(default) = ColumnParts::of(&to).default.filter(|_| !self.set_aside.contains(&child.name)) {
                let sql = format!("{} SET DEFAULT {default}", altering_default(&child));
                step = step.and(sql).locking(LockMode::AccessExclusive, child.name.to_string());
            }
        }
        self.push(locking_table(step, identity));
    }

    /// A valid CHECK proves it, so that SET NOT NULL need not scan under its lock (since PostgreSQL 12).
    fn set_not_null(&mut self, identity: &Identity) {
        let (relation, column) = (identity.sql_name(), quote(identity.own_name()));
        let exclusive = |step: Step| step.locking(LockMode::AccessExclusive, relation.clone());
        let name = self.name(identity);
        let check = quote(&format!("{}_is_not_null", identity.own_name()));
        self.push(exclusive(
            Step::new(
                format!("check {name} from now on"),
                format!("ALTER TABLE {relation} ADD CONSTRAINT {check} CHECK ({column} IS NOT NULL) NOT VALID"),
            )
            .because("new rows first: no scan"),
        ));
        self.push(
            Step::new(format!("check the rows of {name}"), format!("ALTER TABLE {relation} VALIDATE CONSTRAINT {check}"))
                .because("reads the table beside its traffic")
                .locking(LockMode::ShareUpdateExclusive, relation.clone())
                .hazard(Hazard::LongScan),
        );
        self.push(exclusive(
            Step::new(format!("set {name} not null"), format!("ALTER TABLE {relation} ALTER COLUMN {column} SET NOT NULL"))
                .and(format!("ALTER TABLE {relation} DROP CONSTRAINT {check}"))
                .because("proven by the check: no scan"),
        ));
    }

    fn change_type(&mut self, identity: &Identity, from: &ColumnParts<'_>, to: &ColumnParts<'_>) {
        let (relation, column) = (identity.sql_name(), quote(identity.own_name()));
        let alter = |action: &str| format!("ALTER TABLE {relation} ALTER COLUMN {column} {action}");
        let collation = to.collation.map(|collation| format!(" COLLATE {collation}")).unwrap_or_default();
        let mut step = Step::new(format!("change {} to {}{collation}", self.name(identity), to.data_type), String::new());
        step.sql.clear();
        // While it is computed nobody can say how it is converted.
        let stays_computed = from.generated.is_some_and(|generated| !is_identity(generated)) && to.generated.is_some();
        // A default of the old type may have no cast to the new one; it is set anew in the same transaction.
        let children = self.own_of_children(identity, Own::Default);
        if from.default.is_some() || !children.is_empty() {
            step = step.and(alter("DROP DEFAULT"));
        }
        let conversion = self.cast_of(from.data_type, to.data_type);
        // Nothing is stored in a foreign table.
        let is_foreign = self.from.get(&Identity::new(Kind::ForeignTable, identity.name.clone())).is_some();
        let using = if is_foreign || conversion.is_empty() || stays_computed {
            String::new()
        } else {
            format!(" USING {column}{conversion}")
        };
        step = step.and(alter(&format!("TYPE {}{collation}{using}", to.data_type)));
        if let Some(default) = to.default {
            step = step.and(alter(&format!("SET DEFAULT {default}")));
        }
        step.sql.extend(self.counts_on(identity, from.default, to.default).map(Into::into));
        step.sql.extend(children.into_iter().map(Into::into));
        let collated = from.collation.map(|collation| format!(" collate {collation}")).unwrap_or_default();
        let zone = if types::depends_on_time_zone(from.data_type, to.data_type) {
            "; each value is read in the session's TimeZone, and where that is UTC no row is rewritten"
        } else {
            ""
        };
        step = step
            .because(format!("it is {}{collated}{zone}", from.data_type))
            .locking(LockMode::AccessExclusive, relation.clone());
        if types::loses(&base_type(self.from, from.data_type), &base_type(self.to, to.data_type)) {
            step = step.hazard(Hazard::DataLoss);
        }
        if types::rewrites(from.data_type, to.data_type) {
            step = step.hazard(Hazard::Rewrite).hazard(Hazard::BlocksReads);
        } else if from.collation != to.collation || self.is_checked(identity) {
            // Its indexes are built anew, or the CHECKs that read it are proven anew.
            step = step.hazard(Hazard::LongScan).hazard(Hazard::BlocksReads);
        }
        if let Some(step) = self.past_its_row_type(identity, step) {
            self.push(step);
        }
    }

    /// What converts values of one type to another, behind an expression.
    pub(super) fn cast_of(&self, from: &str, to: &str) -> String {
        let (is, should) = (base_type(self.from, from), base_type(self.to, to));
        // An explicit cast would cut texts that are too long; the implicit one refuses them.
        if types::converts_by_itself(&is, &should) {
            String::new()
        } else if types::is_cast(&is, &should) || self.is_cast(from, to) {
            format!("::{to}")
        } else {
            format!("::text::{to}")
        }
    }

    /// Whether a cast between two types is declared, for both as they stay.
    fn is_cast(&self, from: &str, to: &str) -> bool {
        let declared = Identity::global(Kind::Cast, format!("({from} as {to})"));
        let is_replaced = |name: &str| {
            let name = QualifiedName::parse(name.trim_end_matches("[]"), self.to.default_schema());
            name.is_some_and(|name| self.replaced.types.iter().any(|other| other.name == name))
        };
        self.to.get(&declared).is_some() && !is_replaced(from) && !is_replaced(to)
    }

    fn is_checked(&self, column: &Identity) -> bool {
        let name = quote(column.own_name());
        let mut constraints = self.from.parts(Kind::Constraint, &column.name);
        constraints.any(|(_, object)| object.definition.starts_with("check") && object.definition.contains(&name))
    }

    fn change_generation(&mut self, identity: &Identity, from: Option<&str>, to: Option<&str>) {
        let Some(is) = from.filter(|_| from != to) else { return };
        let action = match to {
            None if is_identity(is) => Some("DROP IDENTITY".to_owned()),
            None => Some("DROP EXPRESSION".to_owned()),
            Some(to) => to.strip_prefix("always as ").map(|rest| {
                let end = rest.rfind(')').map_or(rest.len(), |end| end + 1);
                format!("SET EXPRESSION AS {}", &rest[..end])
            }),
        };
        let Some(action) = action else { return };
        let (relation, column) = (identity.sql_name(), quote(identity.own_name()));
        let mut step = Step::new(
            format!("change how {} is generated", self.name(identity)),
            format!("ALTER TABLE {relation} ALTER COLUMN {column} {action}"),
        )
        .because(format!("it is generated {is}"))
        .locking(LockMode::AccessExclusive, relation);
        if to.is_some_and(|to| to.ends_with(" stored")) {
            step = step.hazard(Hazard::Rewrite).hazard(Hazard::BlocksReads);
        }
        self.push(step);
        if to.is_none() && !is_identity(is) {
            // What it was generated from can change then.
            self.say(self.pieces.len() - 1, std::slice::from_ref(identity), &[]);
            if let Some(piece) = self.pieces.last_mut() {
                piece.of_default = true;
            }
        }
    }

    /// An identity stays one, and counts otherwise. Its sequence has the column's type, which must hold its limits before and
    /// after: a narrower one comes later, a wider one first.
    fn change_identity(&mut self, identity: &Identity, from: &ColumnParts<'_>, to: &ColumnParts<'_>, when: Before) {
        let (Some(is), Some(should)) = (from.generated, to.generated) else { return };
        let ((is_when, is_options), (should_when, should_options)) = (identity_parts(is), identity_parts(should));
        let mut counts = Counting::of(is_options, Some(from.data_type));
        let mut will_count = Counting::of(should_options, Some(to.data_type));
        let narrows = will_count.is_narrower_than(&counts);
        if narrows != (when == Before::ItsType) {
            return;
        }
        if narrows {
            will_count = will_count.within(&counts);
        } else {
            counts = counts.retyped(&will_count);
        }
        let mut actions: Vec<String> = counts
            .actions(&will_count)
            .into_iter()
            .map(|action| if action == "RESTART" { action } else { format!("SET {action}") })
            .collect();
        if is_when != should_when {
            actions.insert(0, format!("SET GENERATED {}", should_when.to_uppercase()));
        }
        let sequence = identity_sequence(self.from, identity);
        let (relation, column) = (identity.sql_name(), quote(identity.own_name()));
        let mut step = Step::new(format!("change how {} is generated", self.name(identity)), String::new())
            .because(format!("it is generated {is}"))
            .locking(LockMode::AccessExclusive, relation.clone());
        step.sql = counts.brought_within(&will_count, &sequence).into_iter().map(Into::into).collect();
        if !actions.is_empty() {
            step = step.and(format!("ALTER TABLE {relation} ALTER COLUMN {column} {}", actions.join(" ")));
        }
        if !counts.meets(&will_count) {
            step = step
                .hazard(Hazard::DataLoss)
                .because(format!("it is generated {is}; no value that it may stand at fits its new limits: it begins anew"));
        }
        if !step.sql.is_empty() {
            self.push(step);
        }
    }
}

/// What sets and drops the default of a column, or of a domain.
fn altering_default(identity: &Identity) -> String {
    match identity.kind {
        Kind::Domain => format!("ALTER DOMAIN {}", identity.sql_name()),
        _ => format!("ALTER TABLE ONLY {} ALTER COLUMN {}", identity.sql_name(), quote(identity.own_name())),
    }
}

fn locking_table(step: Step, identity: &Identity) -> Step {
    if identity.kind == Kind::Domain { step } else { step.locking(LockMode::AccessExclusive, identity.sql_name()) }
}

/// A type, or of a domain what it is over.
fn base_type(schema: &Schema, data_type: &str) -> String {
    let (element, array) = data_type.split_at(data_type.find("[]").unwrap_or(data_type.len()));
    let name = QualifiedName::parse(element, schema.default_schema());
    let domain = name.and_then(|name| schema.get(&Identity::new(Kind::Domain, name)));
    match domain {
        Some(domain) => format!("{}{array}", base_type(schema, ColumnParts::of(&domain.definition).data_type)),
        None => data_type.to_owned(),
    }
}

const AS_IDENTITY: &str = " as identity";

/// Whether a column is generated from others.
pub(super) fn is_computed(column: &Object) -> bool {
    ColumnParts::of(&column.definition).generated.is_some_and(|generated| !is_identity(generated))
}

fn is_identity(generated: &str) -> bool {
    generated.contains(AS_IDENTITY)
}

/// When an identity's value is generated, and the options of its sequence.
pub(super) fn identity_parts(generated: &str) -> (&str, &str) {
    let (when, options) = generated.split_once(AS_IDENTITY).unwrap_or((generated, ""));
    (when, options.trim().trim_start_matches('(').trim_end_matches(')'))
}

/// What is still to come for a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    ItsType,
    Nothing,
}

/// What of its own a child may have in a column that its parent has.
#[derive(Debug, Clone, Copy)]
pub(super) enum Own {
    Default,
    NotNull,
}

/// Functions whose value is the same for the whole statement, so that adding a column with them as default rewrites
/// nothing (measured on 13–18).
const STABLE: [&str; 4] = ["now", "timezone", "date_trunc", "to_timestamp"];
/// Words before a parenthesis that belong to a type.
const TYPE_WORDS: [&str; 9] = ["varying", "numeric", "character", "bit", "timestamp", "time", "interval", "bpchar", "varchar"];

/// Whether a default may have another value for each row: it calls a function that is not known to be stable.
fn is_volatile(default: &str) -> bool {
    let mut rest = default;
    while let Some(at) = find_outside_quotes(rest, "(") {
        let before = &rest[..at];
        let word_start = before.rfind(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(0, |place| place + 1);
        let word = &before[word_start..];
        if !word.is_empty() && !TYPE_WORDS.contains(&word) && !STABLE.contains(&word) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_that_rewrite() {
        for stable in
            ["now()", "'x'::character varying(10)", "0", "'a(b)'::text", "(now() + '30 days'::interval)", "1.5::numeric(4,2)"]
        {
            assert!(!is_volatile(stable), "{stable}");
        }
        for volatile in ["gen_random_uuid()", "nextval('s'::regclass)", "clock_timestamp()"] {
            assert!(is_volatile(volatile), "{volatile}");
        }
    }
}
