//! The order in which a schema's objects can be created: each after what it needs. What a database says it needs is known;
//! of what a person declared it is read from the definitions, where a name that might be another object's counts as one.
//! Circles are cut where PostgreSQL allows it: a type by its shell, a function by a stub, a default by a statement of its own.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::create;
use super::model::{Attribute, ColumnParts, Identity, Kind, Naming, Object, Schema};
use super::{parts, text};
use crate::identifier::QualifiedName;

/// One thing to do for an object.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// `CREATE TYPE name`, which functions can already name.
    Shell(Identity),
    /// A function without its body.
    Stub(Identity),
    Whole(Identity),
    /// A table whose defaults follow.
    WithoutDefaults(Identity),
    /// A column's default.
    Default(Identity),
    /// The column that owns a sequence.
    OwnedBy(Identity),
}

impl Step {
    pub fn identity(&self) -> &Identity {
        match self {
            Self::Shell(identity)
            | Self::Stub(identity)
            | Self::Whole(identity)
            | Self::WithoutDefaults(identity)
            | Self::Default(identity)
            | Self::OwnedBy(identity) => identity,
        }
    }
}

/// Every object in an order in which it can be created. Columns come with their tables.
pub fn creation_order(schema: &Schema) -> Vec<Step> {
    let graph = Graph::of(schema, &BTreeSet::new());
    let in_circles = graph.circles();
    if in_circles.is_empty() {
        return graph.order();
    }
    Graph::of(schema, &in_circles).order()
}

/// Gives what was declared, and not read from a database, what it needs by its text.
pub fn find_needs(schema: &mut Schema) {
    let graph = Graph::of(schema, &BTreeSet::new());
    for (step, needs) in graph.steps.iter().zip(&graph.needs) {
        if let (Step::Whole(identity), false) = (step, needs.is_empty())
            && let Some(object) = schema.objects.get_mut(identity)
        {
            object.depends_on.extend(needs.iter().map(|need| graph.steps[*need].identity().clone()));
        }
    }
}

/// The places of a list in an order in which each stands after those that it needs, and else as they were. A circle is cut
/// where it closes.
pub fn depth_first(needs: &[Vec<usize>]) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::with_capacity(needs.len());
    let mut seen = vec![false; needs.len()];
    for start in 0..needs.len() {
        if seen[start] {
            continue;
        }
        seen[start] = true;
        let mut path = vec![(start, 0)];
        while let Some((place, next)) = path.last_mut() {
            if let Some(need) = needs[*place].get(*next).copied() {
                *next += 1;
                if !seen[need] {
                    seen[need] = true;
                    path.push((need, 0));
                }
            } else {
                order.push(*place);
                path.pop();
            }
        }
    }
    order
}

/// The place of a kind among the others, where nothing else decides.
fn rank(identity: &Identity, object: &Object) -> usize {
    let attached = object.attribute(Attribute::AttachedTo).is_some();
    let place = match identity.kind {
        Kind::Partition => Kind::Column,
        kind => kind,
    };
    let late = match identity.kind {
        Kind::Constraint if attached => 0,
        Kind::Index if attached => 1,
        Kind::Constraint if create::is_foreign_key(object) && has_usual_name(identity) => 5,
        Kind::Constraint if create::is_foreign_key(object) => 6,
        Kind::Constraint => 2,
        Kind::Index => 3,
        _ => 0,
    };
    // Constraints and indexes share a place, so that keys come before indexes and foreign keys after both.
    let place = if place == Kind::Index { Kind::Constraint } else { place };
    place as usize * 10 + late
}

/// Whether PostgreSQL may choose this name for a foreign key. To those that point at a partitioned table it adds one for each
/// partition, on the same table and by names that it chooses: what is to have such a name itself must be there before.
pub fn has_usual_name(key: &Identity) -> bool {
    key.own_name().trim_end_matches(|digit: char| digit.is_ascii_digit()).ends_with("_fkey")
}

/// The names of an index and of those that it is attached to, the topmost first.
pub type Turn = Vec<String>;

/// When an index or key is made, beside the others of its table: by its name, but after that of the one that it is attached to.
pub fn turn(schema: &Schema, index: &Identity) -> Turn {
    let above = match schema.get(index).and_then(|object| object.attribute(Attribute::AttachedTo)) {
        Some(to) => {
            let above = QualifiedName::parse(to, "").zip(schema.parents(&index.name).into_iter().next());
            above.map(|(to, table)| Identity::part(index.kind, table, to.name))
        }
        None if schema.get(index).is_none() => parts::above_untold(schema, index),
        None => None,
    };
    let mut turn = above.map(|above| turn(schema, &above)).unwrap_or_default();
    turn.push(index.own_name().to_owned());
    turn
}

struct Graph {
    steps: Vec<Step>,
    /// Of each step, those that come before it.
    needs: Vec<Vec<usize>>,
}

impl Graph {
    /// The graph in which what is in `circles` is taken apart.
    fn of(schema: &Schema, circles: &BTreeSet<Identity>) -> Self {
        let mut objects: Vec<(&Identity, &Object)> =
            schema.objects.iter().filter(|(identity, _)| identity.kind != Kind::Column).collect();
        objects.sort_by_key(|(identity, object)| (rank(identity, object), *identity));
        let mut steps: Vec<Step> = Vec::new();
        for (identity, object) in &objects {
            if create::is_shelled(identity, object) {
                steps.push(Step::Shell((*identity).clone()));
            }
            if identity.kind == Kind::Function && circles.contains(*identity) && has_sql_body(object) {
                steps.push(Step::Stub((*identity).clone()));
            }
            let apart = circles.contains(*identity) && matches!(identity.kind, Kind::Table | Kind::ForeignTable);
            let identity = (*identity).clone();
            steps.push(if apart { Step::WithoutDefaults(identity) } else { Step::Whole(identity) });
        }
        for (identity, object) in &objects {
            if identity.kind == Kind::Sequence && create::sequence_owner(&object.definition).is_some() {
                steps.push(Step::OwnedBy((*identity).clone()));
            }
            if circles.contains(*identity) && matches!(identity.kind, Kind::Table | Kind::ForeignTable) {
                let columns = schema.parts(Kind::Column, &identity.name);
                let with_default = columns
                    .filter(|(_, column)| !column.is_inherited() && ColumnParts::of(&column.definition).default.is_some());
                steps.extend(with_default.map(|(column, _)| Step::Default(column.clone())));
            }
        }
        let names = Names::of(schema, &steps);
        let needs = (0..steps.len()).map(|own| names.needs(own)).collect();
        Self { steps, needs }
    }

    fn order(self) -> Vec<Step> {
        let order = depth_first(&self.needs);
        let mut steps: Vec<Option<Step>> = self.steps.into_iter().map(Some).collect();
        order.into_iter().filter_map(|step| steps[step].take()).collect()
    }

    /// What is in a circle: the strongly connected components of more than one step (Tarjan's algorithm).
    fn circles(&self) -> BTreeSet<Identity> {
        const UNSEEN: usize = usize::MAX;
        let count = self.steps.len();
        let (mut index, mut low, mut on_stack) = (vec![UNSEEN; count], vec![0; count], vec![false; count]);
        let (mut stack, mut counter, mut found) = (Vec::new(), 0, BTreeSet::new());
        for start in 0..count {
            if index[start] != UNSEEN {
                continue;
            }
            let mut path = vec![(start, 0)];
            while let Some((step, next)) = path.last().copied() {
                if next == 0 {
                    (index[step], low[step]) = (counter, counter);
                    counter += 1;
                    stack.push(step);
                    on_stack[step] = true;
                }
                if let Some(need) = self.needs[step].get(next).copied() {
                    if let Some(top) = path.last_mut() {
                        top.1 += 1;
                    }
                    if index[need] == UNSEEN {
                        path.push((need, 0));
                    } else if on_stack[need] {
                        low[step] = low[step].min(index[need]);
                    }
                    continue;
                }
                path.pop();
                if let Some((above, _)) = path.last() {
                    low[*above] = low[*above].min(low[step]);
                }
                if low[step] == index[step] {
                    let at = stack.iter().rposition(|other| *other == step).unwrap_or_default();
                    let component = stack.split_off(at);
                    for member in &component {
                        on_stack[*member] = false;
                    }
                    if component.len() > 1 {
                        found.extend(component.into_iter().map(|member| self.steps[member].identity().clone()));
                    }
                }
            }
        }
        found
    }
}

/// Whether PostgreSQL looks into a function's body when it is created (`check_function_bodies` aside).
fn has_sql_body(object: &Object) -> bool {
    object.definition.contains("\nBEGIN ATOMIC") || object.definition.contains("\nRETURN ")
}

/// Which steps make a name known.
struct Names<'a> {
    schema: &'a Schema,
    steps: &'a [Step],
    partitions: BTreeMap<QualifiedName, &'a Identity>,
    /// By bare name: the schema, and the step that makes the object whole.
    by_name: HashMap<String, Vec<(&'a str, usize)>>,
    shells: HashMap<&'a Identity, usize>,
    stubs: HashMap<&'a Identity, usize>,
    whole: HashMap<&'a Identity, usize>,
    /// Transforms have no name.
    transforms: Vec<usize>,
    /// The keys and unique indexes of each relation: a view's GROUP BY may rest on one, a foreign key does.
    keys: HashMap<&'a QualifiedName, Vec<usize>>,
    /// The tables that inherit from each.
    children: HashMap<QualifiedName, Vec<QualifiedName>>,
    /// Checks that are valid, by their names.
    valid_checks: HashMap<&'a str, Vec<usize>>,
    /// What is attached to the indexes and constraints of a partitioned table.
    attached: HashMap<(&'a QualifiedName, String), Vec<usize>>,
    /// The indexes and keys of each table, in the order in which they are made where one could take another's parts.
    indexes: HashMap<(Kind, &'a QualifiedName), Vec<(Turn, usize)>>,
}

impl<'a> Names<'a> {
    fn of(schema: &'a Schema, steps: &'a [Step]) -> Self {
        let mut names = Self {
            schema,
            steps,
            partitions: schema.partitions(),
            by_name: HashMap::new(),
            shells: HashMap::new(),
            stubs: HashMap::new(),
            whole: HashMap::new(),
            transforms: Vec::new(),
            keys: HashMap::new(),
            children: HashMap::new(),
            valid_checks: HashMap::new(),
            attached: HashMap::new(),
            indexes: HashMap::new(),
        };
        for (place, step) in steps.iter().enumerate() {
            match step {
                Step::Shell(identity) => _ = names.shells.insert(identity, place),
                Step::Stub(identity) => _ = names.stubs.insert(identity, place),
                Step::Whole(identity) | Step::WithoutDefaults(identity) => names.makes_known(identity, place),
                Step::Default(_) | Step::OwnedBy(_) => {}
            }
        }
        names
    }

    fn makes_known(&mut self, identity: &'a Identity, place: usize) {
        self.whole.insert(identity, place);
        let parents = self.schema.get(identity).and_then(|object| object.attribute(Attribute::Inherits));
        for parent in text::split_list(parents.unwrap_or_default()) {
            if let Some(parent) = QualifiedName::parse(parent, self.schema.default_schema()) {
                self.children.entry(parent).or_default().push(identity.name.clone());
            }
        }
        if identity.kind == Kind::Transform {
            self.transforms.push(place);
        }
        if let Some((schema, name)) = bare_name(identity) {
            self.by_name.entry(name).or_default().push((schema, place));
        }
        let Some(object) = self.schema.get(identity) else { return };
        let is_key = identity.kind == Kind::Constraint && create::is_unique(object);
        let is_valid = |check: &Object| !check.is_inherited() && !check.definition.ends_with(" not valid");
        if identity.kind == Kind::Constraint && text::starts_with_word(&object.definition, "check") && is_valid(object) {
            self.valid_checks.entry(identity.own_name()).or_default().push(place);
        }
        if identity.kind == Kind::Index && object.definition.starts_with("unique ") || is_key {
            self.keys.entry(&identity.name).or_default().push(place);
        }
        if identity.kind == Kind::Index || is_key {
            let turn = turn(self.schema, identity);
            self.indexes.entry((identity.kind, &identity.name)).or_default().push((turn, place));
        }
        if let Some(to) = object.attribute(Attribute::AttachedTo)
            && let Some(partition) = self.partitions.get(&identity.name)
        {
            let to = QualifiedName::parse(to, "").map_or_else(|| to.to_owned(), |name| name.name);
            let is_told = self.schema.get(&Identity::part(identity.kind, partition.name.clone(), &*to)).is_some();
            self.attached.entry((&partition.name, to)).or_default().push(place);
            // What nothing is said of comes with one further up.
            let mut above = self.partitions.get(&partition.name).filter(|_| !is_told);
            while let Some(next) = above {
                let own = parts::with_options(&object.definition).map(|(own, _)| own);
                let alike = |whole: &Object| parts::with_options(&whole.definition).map(|(whole, _)| whole) == own;
                for (whole, _) in self.schema.parts(identity.kind, &next.name).filter(|(_, whole)| alike(whole)) {
                    self.attached.entry((&next.name, whole.own_name().to_owned())).or_default().push(place);
                }
                above = self.partitions.get(&next.name);
            }
        }
    }

    /// An index of a partitioned table takes what is alike of its partitions, if no other index has it: what belongs to a later
    /// one is made after the earlier ones.
    fn earlier_indexes(&self, identity: &Identity, object: &Object) -> Vec<usize> {
        let to = object.attribute(Attribute::AttachedTo).and_then(|to| QualifiedName::parse(to, ""));
        let (Some(to), Some(partition)) = (to, self.partitions.get(&identity.name)) else { return Vec::new() };
        let turn = turn(self.schema, &Identity::part(identity.kind, partition.name.clone(), to.name));
        let mut earlier = Vec::new();
        // Of those further up, too: what they bring to the tables between need not be told.
        let mut above = Some(*partition);
        while let Some(partition) = above {
            let beside = self.indexes.get(&(identity.kind, &partition.name)).into_iter().flatten();
            let before = beside.filter(|(other, _)| *other < turn && !turn.starts_with(other));
            earlier.extend(before.map(|(_, place)| *place));
            above = self.partitions.get(&partition.name).copied();
        }
        earlier
    }

    fn needs(&self, own: usize) -> Vec<usize> {
        let step = &self.steps[own];
        let identity = step.identity();
        let Some(object) = self.schema.get(identity) else { return Vec::new() };
        let mut needs: BTreeSet<usize> = BTreeSet::new();
        match step {
            Step::Shell(_) => {}
            Step::Stub(_) => self.read(header(object), true, &mut needs),
            Step::Default(_) => {
                let table = [Kind::Table, Kind::ForeignTable].map(|kind| Identity::new(kind, identity.name.clone()));
                needs.extend(table.iter().filter_map(|table| self.whole.get(table)));
                self.read(ColumnParts::of(&object.definition).default.unwrap_or_default(), false, &mut needs);
            }
            Step::OwnedBy(_) => {
                needs.extend(self.whole.get(identity));
                self.read(create::sequence_owner(&object.definition).unwrap_or_default(), false, &mut needs);
            }
            Step::Whole(_) => self.needs_of_object(identity, object, true, &mut needs),
            Step::WithoutDefaults(_) => self.needs_of_object(identity, object, false, &mut needs),
        }
        needs.remove(&own);
        // What has the same name is told apart by the order of kinds: an operator class comes after its family.
        let name = bare_name(identity);
        needs.retain(|need| *need < own || name.is_none() || bare_name(self.steps[*need].identity()) != name);
        needs.into_iter().collect()
    }

    fn needs_of_object(&self, identity: &Identity, object: &Object, defaults: bool, needs: &mut BTreeSet<usize>) {
        let kind = identity.kind;
        // A function whose body is a text needs no more of a type than that it is there.
        let by_shell = kind == Kind::Function && !has_sql_body(object);
        match kind {
            Kind::Table | Kind::ForeignTable => self.needs_of_columns(&identity.name, defaults, needs),
            Kind::Partition => {
                self.needs_of_columns(&identity.partition_name(), defaults, needs);
                self.read(&object.definition, false, needs);
            }
            Kind::Function if by_shell => {
                self.read(header(object), true, needs);
                if header(object).contains("\n TRANSFORM FOR TYPE ") {
                    needs.extend(&self.transforms);
                }
            }
            // The definition of a sequence names the column that owns it, which follows.
            Kind::Sequence => {}
            _ => self.read(&object.definition, false, needs),
        }
        for attribute in [Attribute::Inherits, Attribute::OfType, Attribute::AccessMethod, Attribute::Server] {
            self.read(object.attribute(attribute).unwrap_or_default(), false, needs);
        }
        if matches!(kind, Kind::Table | Kind::ForeignTable) {
            self.read(&object.definition, false, needs);
        }
        if matches!(kind, Kind::Operator | Kind::BaseType | Kind::RangeType) {
            // A commutator or negator may come later: PostgreSQL remembers it. And a type's options stand behind equals signs.
            needs.retain(|need| self.steps[*need].identity().kind != Kind::Operator);
        }
        if !by_shell && !matches!(kind, Kind::Sequence | Kind::Operator) {
            let known = object.depends_on.iter().filter(|need| need.kind != Kind::Constraint && need.kind != Kind::Index);
            needs.extend(known.filter_map(|need| self.whole.get(need)));
        }
        let foreign_key = kind == Kind::Constraint && create::is_foreign_key(object);
        if foreign_key
            || matches!(kind, Kind::View | Kind::MaterializedView | Kind::Rule)
            || kind == Kind::Function && has_sql_body(object)
        {
            let relations = needs.iter().map(|need| self.steps[*need].identity()).filter(|need| need.kind.is_relation());
            let keys: Vec<usize> = relations
                .flat_map(|relation| self.keys.get(&relation.relation_name()).into_iter().flatten().copied())
                .collect();
            needs.extend(keys);
        }
        if matches!(kind, Kind::Constraint | Kind::Index) {
            let attached = self.attached.get(&(&identity.name, identity.own_name().to_owned()));
            needs.extend(attached.into_iter().flatten());
            needs.extend(self.earlier_indexes(identity, object));
        }
        if kind == Kind::Constraint {
            // A valid one of a child before its parent's, which is not: the other way round they are refused.
            for child in self.children.get(&identity.name).into_iter().flatten() {
                let own = Identity::part(kind, child.clone(), identity.own_name());
                let is_own = self.schema.get(&own).is_some_and(|own| !own.is_inherited());
                needs.extend(self.whole.get(&own).filter(|_| is_own));
            }
            // And a valid one of another parent.
            if object.definition.ends_with(" not valid") && !object.is_inherited() {
                needs.extend(self.valid_checks.get(identity.own_name()).into_iter().flatten());
            }
            // What comes from above comes with that, and then something can be said of it.
            if create::comes_from_above(self.schema, identity) {
                needs.extend(self.schema.checks_above(identity).iter().filter_map(|above| self.whole.get(above)));
            }
        }
        // What it is itself: its shell, its stub, and the relation that it is a part of.
        needs.extend(self.shells.get(identity));
        needs.extend(self.stubs.get(identity));
        if identity.part.is_some() {
            let relation = self.schema.relation(&identity.name, &self.partitions);
            needs.extend(relation.as_ref().and_then(|relation| self.whole.get(relation)));
        }
    }

    fn needs_of_columns(&self, table: &QualifiedName, defaults: bool, needs: &mut BTreeSet<usize>) {
        for (_, column) in self.schema.parts(Kind::Column, table) {
            let parts = ColumnParts::of(&column.definition);
            for text in [Some(parts.data_type), parts.collation, parts.generated, parts.default.filter(|_| defaults)] {
                self.read(text.unwrap_or_default(), false, needs);
            }
        }
    }

    /// Adds what the names in a text may mean. `by_shell` takes a type's shell for the type.
    fn read(&self, text: &str, by_shell: bool, needs: &mut BTreeSet<usize>) {
        for (qualifier, name) in text::names(text) {
            let Some(known) = self.by_name.get(&name) else { continue };
            let is_there = |schema: &str| qualifier.as_deref() == Some(schema);
            // `t.c` may be a column of t, and an alias hides what it means: then every object of that name counts.
            let qualified = known.iter().any(|(schema, _)| is_there(schema));
            for (_, place) in known.iter().filter(|(schema, _)| !qualified || is_there(schema)) {
                let shell = if by_shell { self.shells.get(self.steps[*place].identity()) } else { None };
                needs.insert(shell.copied().unwrap_or(*place));
            }
        }
    }
}

/// A function's name, arguments, result and options, before its body.
fn header(function: &Object) -> &str {
    let definition = &function.definition;
    let starts = ["\nAS ", "\nBEGIN ATOMIC", "\nRETURN "];
    &definition[..starts.iter().filter_map(|start| definition.find(start)).min().unwrap_or(definition.len())]
}

/// The schema and the bare name by which other definitions name an object.
fn bare_name(identity: &Identity) -> Option<(&str, String)> {
    let QualifiedName { schema, name } = &identity.name;
    match identity.kind.naming() {
        Naming::Plain | Naming::Global => Some((schema, name.clone())),
        Naming::Signature => {
            let end = ["(", " using "].iter().filter_map(|mark| text::find_outside_quotes(name, mark)).min();
            let quoted = &name[..end.unwrap_or(name.len())];
            let bare = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            Some((schema, bare.map_or_else(|| quoted.to_owned(), |bare| bare.replace("\"\"", "\""))))
        }
        Naming::Part if identity.kind == Kind::Partition => {
            let own = identity.partition_name();
            // In another schema it is found by its bare name, whatever the schema.
            Some((schema, own.name))
        }
        Naming::Part | Naming::GlobalSql => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(objects: &[(Kind, &str, Option<&str>, &str)]) -> Schema {
        let mut schema = Schema { schemas: vec!["public".into()], ..Schema::default() };
        for (kind, name, part, definition) in objects {
            let name = QualifiedName::new(if kind.is_global() { "" } else { "public" }, *name);
            let identity = Identity { kind: *kind, name, part: part.map(str::to_owned) };
            schema.objects.insert(identity, Object::new(*definition));
        }
        schema
    }

    fn ordered(objects: &[(Kind, &str, Option<&str>, &str)]) -> Vec<String> {
        let said = |step: &Step| match step {
            Step::Shell(identity) => format!("shell {}", identity.own_name()),
            Step::Stub(identity) => format!("stub {}", identity.own_name()),
            Step::WithoutDefaults(identity) => format!("bare {}", identity.own_name()),
            Step::Default(identity) => format!("default {}", identity.own_name()),
            Step::OwnedBy(identity) => format!("owner {}", identity.own_name()),
            Step::Whole(identity) => identity.own_name().to_owned(),
        };
        creation_order(&schema(objects)).iter().map(said).collect()
    }

    #[test]
    fn views_follow_what_they_read() {
        let order = ordered(&[
            (Kind::View, "a", None, "SELECT f(b.x) FROM b"),
            (Kind::View, "b", None, "SELECT t.x FROM t GROUP BY t.id"),
            (Kind::Function, "f(integer)", None, "(x integer)\n RETURNS c\n LANGUAGE sql\nAS $$SELECT a.y FROM a$$"),
            (Kind::View, "c", None, "SELECT 1"),
            (Kind::Table, "t", None, ""),
            (Kind::Column, "t", Some("x"), "integer"),
            (Kind::Constraint, "t", Some("t_pkey"), "primary key (id)"),
        ]);
        assert_eq!(order, ["c", "f(integer)", "t", "t_pkey", "b", "a"]);
    }

    #[test]
    fn circles_are_cut() {
        let order = ordered(&[
            (Kind::Table, "t", None, ""),
            (Kind::Column, "t", Some("id"), "integer default next_id()"),
            (Kind::Function, "next_id()", None, "()\n RETURNS integer\n LANGUAGE sql\nRETURN (SELECT max(t.id) FROM t)"),
            (Kind::BaseType, "box2", None, "CREATE TYPE public.box2 (INPUT = box2_in, OUTPUT = box2_out)"),
            (Kind::Function, "box2_in(cstring)", None, "(cstring)\n RETURNS box2\n LANGUAGE internal\nAS $$int4in$$"),
            (Kind::Function, "box2_out(box2)", None, "(box2)\n RETURNS cstring\n LANGUAGE internal\nAS $$int4out$$"),
        ]);
        let at = |name: &str| order.iter().position(|step| step == name).unwrap_or_else(|| panic!("{name} in {order:?}"));
        assert!(at("shell box2") < at("box2_in(cstring)") && at("box2_in(cstring)") < at("box2"), "{order:?}");
        assert!(at("bare t") < at("next_id()") && at("next_id()") < at("default id"), "{order:?}");
        assert!(at("stub next_id()") < at("next_id()"), "{order:?}");
    }

    #[test]
    fn foreign_keys_wait_for_the_keys_they_refer_to() {
        let order = ordered(&[
            (Kind::Table, "a", None, ""),
            (Kind::Constraint, "a", Some("a_b"), "foreign key (b) references z(id)"),
            (Kind::Table, "z", None, ""),
            (Kind::Constraint, "z", Some("z_a"), "foreign key (a) references a(id)"),
            (Kind::Index, "z", Some("z_id"), "unique (id)"),
            (Kind::Constraint, "a", Some("a_pkey"), "primary key (id)"),
        ]);
        assert_eq!(order, ["a", "z", "a_pkey", "z_id", "a_b", "z_a"]);
    }
}
