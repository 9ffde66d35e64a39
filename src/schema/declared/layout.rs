//! Where everything stands in a TOML text: its sections and pairs with the comments that belong to them, and its tables as
//! a tree that leads there. For those who change a person's file and leave alone what they do not mean to change.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use toml_parser::Source;
use toml_parser::parser::{Event, EventKind, parse_document};

/// A TOML text, taken apart. It must be valid: what is wrong with one that is not, `toml` says.
#[derive(Debug)]
pub struct Layout<'a> {
    pub text: &'a str,
    /// The root table comes first.
    pub nodes: Vec<Node<'a>>,
    /// In the order of the text. The first is what stands before the first header.
    pub sections: Vec<Section>,
    pub pairs: Vec<Pair>,
    children: HashMap<(usize, Cow<'a, str>), usize>,
}

/// A key with what it holds.
#[derive(Debug)]
pub struct Node<'a> {
    pub parent: usize,
    pub key: Cow<'a, str>,
    /// The key as it is written where it first stands.
    pub spelled: Range<usize>,
    /// The value, where one is written behind the key.
    pub value: Range<usize>,
    pub form: Form,
    /// In the order of the text.
    pub children: Vec<usize>,
}

/// How a key's value is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// `key = value`, where the value is no table. Inside an inline table, the pair is the one around it.
    Value { pair: usize },
    /// `key = { … }`
    Inline { pair: usize },
    /// `[key]`
    Section { section: usize },
    /// The `a` of `a.b = value`, which `first` is the first pair of.
    Dotted { first: usize },
    /// The `a` of `[a.b]`, which `first` is the first section of.
    Implicit { first: usize },
    /// `[[key]]`, with all the sections that are part of it. Their pairs have no nodes.
    Tables { sections: Vec<usize> },
}

impl Form {
    /// Whether it is one pair of a section: `key = …`.
    pub const fn pair(&self) -> Option<usize> {
        match self {
            Self::Value { pair } | Self::Inline { pair } => Some(*pair),
            _ => None,
        }
    }
}

/// A header and what follows it, up to the next one.
#[derive(Debug)]
pub struct Section {
    /// Where the comment lines directly above the header begin.
    pub lead: usize,
    /// The header's whole line. Empty for what stands before the first header.
    pub header: Range<usize>,
    /// Where the last line that belongs to it ends: a pair, or comments directly below.
    pub tail: usize,
    /// Whether a comment stands in the header's line.
    pub remark: bool,
    pub node: usize,
    pub pairs: Range<usize>,
}

/// `key = value` in a section.
#[derive(Debug)]
pub struct Pair {
    /// Where the comment lines directly above begin.
    pub lead: usize,
    /// The whole line, or lines.
    pub line: Range<usize>,
    /// Where the key begins.
    pub key: usize,
    /// Where the `=` stands.
    pub equals: usize,
    pub section: usize,
}

impl<'a> Layout<'a> {
    pub fn read(text: &'a str) -> Self {
        let source = Source::new(text);
        let tokens = source.lex().into_vec();
        let mut events: Vec<Event> = Vec::with_capacity(tokens.len());
        parse_document(&tokens, &mut events, &mut ());
        let root = Node {
            parent: 0,
            key: Cow::Borrowed(""),
            spelled: 0..0,
            value: 0..0,
            form: Form::Section { section: 0 },
            children: Vec::new(),
        };
        let before = Section { lead: 0, header: 0..0, tail: 0, remark: false, node: 0, pairs: 0..0 };
        let layout = Self { text, nodes: vec![root], sections: vec![before], pairs: Vec::new(), children: HashMap::default() };
        let mut reader =
            Reader { source, events: events.into_iter().peekable(), layout, line: 0, lead: None, open: None, fresh: true };
        reader.document();
        reader.layout
    }

    pub fn child(&self, node: usize, key: &str) -> Option<usize> {
        self.children.get(&(node, Cow::Borrowed(key))).copied()
    }

    pub fn spelled(&self, node: usize) -> &'a str {
        &self.text[self.nodes[node].spelled.clone()]
    }

    pub fn value(&self, node: usize) -> &'a str {
        &self.text[self.nodes[node].value.clone()]
    }

    /// The keys from the root to a node.
    pub fn path(&self, node: usize) -> Vec<usize> {
        let mut path = Vec::new();
        let mut at = node;
        while at != 0 {
            path.push(at);
            at = self.nodes[at].parent;
        }
        path.reverse();
        path
    }

    /// A path as it is written, with dots.
    pub fn dotted(&self, path: &[usize]) -> String {
        path.iter().map(|node| self.spelled(*node)).collect::<Vec<_>>().join(".")
    }

    fn add(&mut self, parent: usize, key: Cow<'a, str>, spelled: Range<usize>, form: Form) -> usize {
        let node = self.nodes.len();
        self.nodes.push(Node { parent, key: key.clone(), spelled, value: 0..0, form, children: Vec::new() });
        self.nodes[parent].children.push(node);
        self.children.insert((parent, key), node);
        node
    }
}

/// Which statement the line that is being read belongs to.
#[derive(Clone, Copy)]
enum Open {
    Header,
    Pair(usize),
}

struct Reader<'a> {
    source: Source<'a>,
    events: std::iter::Peekable<std::vec::IntoIter<Event>>,
    layout: Layout<'a>,
    /// Where the line begins.
    line: usize,
    /// Where the comment lines begin that stand directly above the line.
    lead: Option<usize>,
    open: Option<Open>,
    /// Whether the line has nothing yet.
    fresh: bool,
}

type Keys<'a> = Vec<(Cow<'a, str>, Range<usize>)>;

impl<'a> Reader<'a> {
    fn document(&mut self) {
        while let Some(event) = self.events.next() {
            match event.kind() {
                EventKind::Comment => {
                    self.fresh = false;
                    match self.open {
                        None => _ = self.lead.get_or_insert(self.line),
                        Some(Open::Header) => self.section().remark = true,
                        Some(Open::Pair(_)) => {}
                    }
                }
                EventKind::Newline => self.end_line(event.span().end()),
                EventKind::StdTableOpen => self.header(false),
                EventKind::ArrayTableOpen => self.header(true),
                EventKind::SimpleKey => self.pair(event),
                _ => {}
            }
        }
        let end = self.layout.text.len();
        if !self.fresh {
            self.end_line(end);
        }
        self.end_paragraph();
        self.head();
    }

    fn section(&mut self) -> &mut Section {
        self.layout.sections.last_mut().expect("there is always the section before the first header")
    }

    fn end_line(&mut self, end: usize) {
        match self.open.take() {
            Some(Open::Pair(pair)) => {
                self.layout.pairs[pair].line.end = end;
                self.section().tail = end;
            }
            Some(Open::Header) => {
                self.section().header.end = end;
                self.section().tail = end;
            }
            None if self.fresh => self.end_paragraph(),
            None => {}
        }
        self.line = end;
        self.fresh = true;
    }

    /// Comments that no statement follows belong to the section above, where they stand directly below it.
    fn end_paragraph(&mut self) {
        let line = self.line;
        if self.lead.take() == Some(self.section().tail) {
            self.section().tail = line;
        }
    }

    /// Comments at the file's head are the file's, also where a statement follows directly.
    fn head(&mut self) {
        if let Some(first) = self.layout.pairs.first_mut().filter(|pair| pair.lead == 0 && pair.section == 0) {
            first.lead = first.line.start;
        } else if let Some(first) = self.layout.sections.get_mut(1).filter(|section| section.lead == 0) {
            first.lead = first.header.start;
            self.layout.sections[0].tail = self.layout.sections[1].lead;
        }
    }

    /// The keys of a header or a pair; `first` where it was taken already. Gives where they end: at `]` or `=`.
    fn keys(&mut self, first: Option<Event>) -> (Keys<'a>, usize) {
        let mut keys = Vec::new();
        let mut next = first.or_else(|| self.events.next());
        while let Some(event) = next {
            match event.kind() {
                EventKind::SimpleKey => {
                    let range = event.span().start()..event.span().end();
                    let mut key = Cow::Borrowed("");
                    if let Some(raw) = self.source.get(event) {
                        raw.decode_key(&mut key, &mut ());
                    }
                    keys.push((key, range));
                }
                EventKind::KeyValSep | EventKind::StdTableClose | EventKind::ArrayTableClose => {
                    return (keys, event.span().start());
                }
                _ => {}
            }
            next = self.events.next();
        }
        (keys, self.layout.text.len())
    }

    fn header(&mut self, array: bool) {
        let number = self.layout.sections.len();
        let (keys, _) = self.keys(None);
        let last = keys.len().saturating_sub(1);
        let mut node = 0;
        for (depth, (key, spelled)) in keys.into_iter().enumerate() {
            let form = match (depth == last, array) {
                (false, _) => Form::Implicit { first: number },
                (true, false) => Form::Section { section: number },
                (true, true) => Form::Tables { sections: Vec::new() },
            };
            node = match self.layout.child(node, &key) {
                Some(known) => {
                    if form == (Form::Section { section: number })
                        && matches!(self.layout.nodes[known].form, Form::Implicit { .. })
                    {
                        self.layout.nodes[known].form = form;
                    }
                    known
                }
                None => self.layout.add(node, key, spelled, form),
            };
            if let Form::Tables { sections } = &mut self.layout.nodes[node].form {
                sections.push(number);
                break;
            }
        }
        let pairs = self.layout.pairs.len();
        self.layout.sections.push(Section {
            lead: self.lead.take().unwrap_or(self.line),
            header: self.line..self.line,
            tail: self.line,
            remark: false,
            node,
            pairs: pairs..pairs,
        });
        self.open = Some(Open::Header);
        self.fresh = false;
    }

    fn pair(&mut self, first: Event) {
        let pair = self.layout.pairs.len();
        let section = self.layout.sections.len() - 1;
        self.layout.pairs.push(Pair {
            lead: self.lead.take().unwrap_or(self.line),
            line: self.line..self.line,
            key: first.span().start(),
            equals: 0,
            section,
        });
        let node = self.section().node;
        let opaque = matches!(self.layout.nodes[node].form, Form::Tables { .. });
        self.layout.pairs[pair].equals = self.entry((!opaque).then_some(node), first, pair);
        self.section().pairs.end = pair + 1;
        self.open = Some(Open::Pair(pair));
        self.fresh = false;
    }

    /// `a.b = value` below a table, in a section or in braces. Gives where the `=` stands.
    fn entry(&mut self, table: Option<usize>, first: Event, pair: usize) -> usize {
        let (keys, equals) = self.keys(Some(first));
        let mut at = table;
        let last = keys.len().saturating_sub(1);
        for (depth, (key, spelled)) in keys.into_iter().enumerate() {
            let form = if depth == last { Form::Value { pair } } else { Form::Dotted { first: pair } };
            at =
                at.map(|parent| self.layout.child(parent, &key).unwrap_or_else(|| self.layout.add(parent, key, spelled, form)));
        }
        let value = self.value(at, pair);
        if let Some(node) = at {
            self.layout.nodes[node].value = value;
        }
        equals
    }

    /// A value, which `node` is to hold: what is inside an array has no nodes.
    fn value(&mut self, node: Option<usize>, pair: usize) -> Range<usize> {
        while let Some(event) = self.events.next() {
            let start = event.span().start();
            match event.kind() {
                EventKind::Scalar => return start..event.span().end(),
                EventKind::ArrayOpen => return start..self.array(pair),
                EventKind::InlineTableOpen => {
                    if let Some(node) = node {
                        self.layout.nodes[node].form = Form::Inline { pair };
                    }
                    return start..self.braces(node, pair);
                }
                _ => {}
            }
        }
        0..0
    }

    fn array(&mut self, pair: usize) -> usize {
        while let Some(event) = self.events.peek() {
            match event.kind() {
                EventKind::ArrayClose => break,
                EventKind::Scalar | EventKind::ArrayOpen | EventKind::InlineTableOpen => _ = self.value(None, pair),
                _ => _ = self.events.next(),
            }
        }
        self.events.next().map_or(0, |close| close.span().end())
    }

    fn braces(&mut self, node: Option<usize>, pair: usize) -> usize {
        while let Some(event) = self.events.next() {
            match event.kind() {
                EventKind::InlineTableClose => return event.span().end(),
                EventKind::SimpleKey => _ = self.entry(node, event, pair),
                _ => {}
            }
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = "# head\n# of the file\npostgres = \"15\"\n\n# about a\n[a] # here\n\n# about x\n'x y'.z = [1, # one\n 2]\n\
         # below\n\n# alone\n\n[b.c]\nd = { e = 1, f.g = 2 }";

    #[test]
    fn everything_has_its_place() {
        let layout = Layout::read(SAMPLE);
        let at = |range: Range<usize>| &SAMPLE[range];
        let [before, a, c] = &layout.sections[..] else { panic!("{:?}", layout.sections) };
        assert_eq!(at(0..before.tail), "# head\n# of the file\npostgres = \"15\"\n");
        assert_eq!(layout.pairs[0].lead, layout.pairs[0].line.start);
        assert_eq!(at(a.lead..a.header.end), "# about a\n[a] # here\n");
        assert!(a.remark && !c.remark);
        assert_eq!(at(a.header.end..a.tail), "\n# about x\n'x y'.z = [1, # one\n 2]\n# below\n");
        assert_eq!(at(c.lead..c.tail), "[b.c]\nd = { e = 1, f.g = 2 }");
        let pair = &layout.pairs[1];
        assert_eq!(at(pair.lead..pair.line.end), "# about x\n'x y'.z = [1, # one\n 2]\n");
        assert_eq!(at(pair.key..pair.equals), "'x y'.z ");
        let node = |path: &[&str]| path.iter().fold(0, |node, key| layout.child(node, key).unwrap());
        assert_eq!(layout.value(node(&["a", "x y", "z"])), "[1, # one\n 2]");
        assert_eq!(layout.value(node(&["b", "c", "d", "f", "g"])), "2");
        assert_eq!(layout.dotted(&layout.path(node(&["a", "x y", "z"]))), "a.'x y'.z");
        assert_eq!(layout.nodes[node(&["b"])].form, Form::Implicit { first: 2 });
        assert_eq!(layout.nodes[node(&["b", "c", "d"])].form, Form::Inline { pair: 2 });
    }

    #[test]
    fn what_is_in_double_brackets_has_no_nodes() {
        let layout = Layout::read("[[a]]\nx = 1\n[a.b]\ny = 2\n[[a]]\n[c]\n");
        let a = layout.child(0, "a").unwrap();
        assert_eq!(layout.nodes[a].form, Form::Tables { sections: vec![1, 2, 3] });
        assert!(layout.nodes[a].children.is_empty());
        assert_eq!(layout.nodes.len(), 3);
    }
}
