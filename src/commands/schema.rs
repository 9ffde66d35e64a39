//! `pgkeel schema`: what the declared schema means, without a database.

use serde_json::{Value, json};

use super::{Context, schema_files};
use crate::cli;
use crate::error::Result;
use crate::identifier::quote;
use crate::plan::comment;
use crate::schema::create::{self, Scope};
use crate::schema::declared::{self, json_schema};
use crate::schema::model::{Attribute, Kind, Schema};
use crate::ui::text::Text;
use crate::ui::{Outcome, Report};

/// # Errors
/// What is wrong with the files.
pub fn run(context: &Context, arguments: cli::SchemaCommand) -> Result<Box<dyn Report>> {
    match arguments {
        cli::SchemaCommand::JsonSchema => Ok(Box::new(Printed { text: json_schema::text(), statements: None })),
        cli::SchemaCommand::Sql(arguments) => {
            let (path, shown) = context.settings.file(&arguments.file);
            let declared = declared::parse(&schema_files::sources(&schema_files::read(&path, &shown)?))?;
            let scope = if arguments.no_owners { Scope::WithoutRoles } else { Scope::Whole };
            let statements = statements(&declared.schema, scope);
            Ok(Box::new(Printed { text: script(&declared.schema, &shown, &statements), statements: Some(statements) }))
        }
    }
}

fn statements(schema: &Schema, scope: Scope) -> Vec<String> {
    create::everything(schema, scope, |_| false).into_iter().map(|creation| creation.sql).collect()
}

/// The statements as a script, which says what it leaves out.
fn script(schema: &Schema, shown: &str, statements: &[String]) -> String {
    let mut script = comment(&format!("-- The schema that {shown} declares, for an empty database."));
    for (identity, object) in &schema.objects {
        let name = identity.describe(schema.default_schema());
        if object.optional {
            script.push_str(&comment(&format!("-- Left out: the optional {name}.")));
        }
        if object.attribute(Attribute::HiddenOptions).is_some() {
            script.push_str(&comment(&format!("-- Left out: options of the {name} that are secret; give them by hand.")));
        }
        if identity.kind == Kind::Index && object.state().is_some() && !schema.is_partitioned(&identity.name) {
            script.push_str(&comment(&format!("-- Left out: the {name}, which is invalid.")));
        }
    }
    // Bodies may name what comes after them, as in a dump.
    script.push_str("SET check_function_bodies = off;\n");
    script.push_str(&format!("SET search_path = {};\n", quote(schema.default_schema())));
    if let Some(setting) = create::money_setting(statements.iter().map(String::as_str)) {
        script.push_str(&format!("{setting}\n"));
    }
    script.push('\n');
    for statement in statements {
        script.push_str(statement.trim_end());
        // A comment on the last line would hide a semicolon after it.
        let commented = statement.lines().next_back().is_some_and(|line| line.contains("--"));
        script.push_str(if commented { "\n;\n" } else { ";\n" });
    }
    script
}

#[derive(Debug)]
struct Printed {
    text: String,
    statements: Option<Vec<String>>,
}

impl Report for Printed {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }

    fn json(&self) -> Value {
        match &self.statements {
            Some(statements) => json!({ "statements": statements }),
            None => json!({ "json_schema": serde_json::from_str::<Value>(&self.text).unwrap_or_default() }),
        }
    }

    fn text(&self, text: &mut Text) {
        text.verbatim(|text| _ = text.plain(&self.text));
    }
}
