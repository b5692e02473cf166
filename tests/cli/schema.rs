//! The JSON of every command against `docs/vraagbaak.schema.json`.

use serde_json::Value;

use super::workspace::Workspace;

/// A validator for the part of JSON Schema (2020-12) that the file uses.
struct Schema {
    root: Value,
}

impl Schema {
    fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/vraagbaak.schema.json");
        let text = std::fs::read_to_string(path).expect("the schema is there");
        Self { root: serde_json::from_str(&text).expect("the schema is JSON") }
    }

    fn definition(&self, name: &str) -> &Value {
        let definition = &self.root["$defs"][name];
        assert!(definition.is_object(), "the schema has no definition '{name}'");
        definition
    }

    /// The faults of `value`, each with its place.
    fn faults(&self, schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
        let rules = schema.as_object().expect("a schema is an object");
        for (rule, wanted) in rules {
            match rule.as_str() {
                "$ref" => {
                    let name = wanted.as_str().and_then(|name| name.strip_prefix("#/$defs/"));
                    self.faults(self.definition(name.expect("a local reference")), value, place, faults);
                }
                "type" => {
                    let types: Vec<&str> = match wanted {
                        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
                        one => one.as_str().into_iter().collect(),
                    };
                    if !types.iter().any(|name| is(value, name)) {
                        faults.push(format!("{place}: {value} is not of type {}", types.join(" or ")));
                    }
                }
                "const" if value != wanted => faults.push(format!("{place}: {value} is not {wanted}")),
                "enum" if !wanted.as_array().is_some_and(|all| all.contains(value)) => {
                    faults.push(format!("{place}: {value} is none of {wanted}"));
                }
                "minimum"
                    if value.as_f64().zip(wanted.as_f64()).is_some_and(|(value, least)| value < least) =>
                {
                    faults.push(format!("{place}: {value} is less than {wanted}"));
                }
                "required" => {
                    for name in wanted.as_array().into_iter().flatten().filter_map(Value::as_str) {
                        if value.is_object() && value.get(name).is_none() {
                            faults.push(format!("{place}: '{name}' is missing"));
                        }
                    }
                }
                "properties" => {
                    for (name, inner) in wanted.as_object().into_iter().flatten() {
                        if let Some(part) = value.get(name) {
                            self.faults(inner, part, &format!("{place}.{name}"), faults);
                        }
                    }
                    if rules.get("additionalProperties") == Some(&Value::Bool(false)) {
                        for name in value.as_object().into_iter().flatten().map(|(name, _)| name) {
                            if wanted.get(name).is_none() {
                                faults.push(format!("{place}: '{name}' is not described"));
                            }
                        }
                    }
                }
                "additionalProperties" if wanted.is_object() => {
                    let described = rules.get("properties");
                    for (name, part) in value.as_object().into_iter().flatten() {
                        if described.is_none_or(|described| described.get(name).is_none()) {
                            self.faults(wanted, part, &format!("{place}.{name}"), faults);
                        }
                    }
                }
                "items" => {
                    for (i, part) in value.as_array().into_iter().flatten().enumerate() {
                        self.faults(wanted, part, &format!("{place}[{i}]"), faults);
                    }
                }
                "const"
                | "enum"
                | "minimum"
                | "additionalProperties"
                | "description"
                | "$schema"
                | "$defs"
                | "title"
                | "$comment" => {}
                other => panic!("the validator does not know '{other}'"),
            }
        }
    }

    fn check(&self, name: &str, value: &Value) {
        let mut faults = Vec::new();
        self.faults(self.definition(name), value, name, &mut faults);
        assert!(faults.is_empty(), "{}\n{value:#}", faults.join("\n"));
    }
}

fn is(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("no type is called '{other}'"),
    }
}

#[test]
fn every_output_is_as_described() {
    let schema = Schema::read();
    let workspace = Workspace::indexed();
    let runs: &[(&str, &[&str])] = &[
        ("search", &["search", "maatwerk", "--facet", "minister,date,number/2017-2018", "--explain"]),
        ("search", &["search", "maatwrek"]),
        ("search", &["search", "SV nr. 221 (2017-2018)"]),
        ("show", &["show", "corpus/sv-221.txt"]),
        ("show", &["show", "corpus/zonder-hoofding.txt"]),
        ("info", &["info"]),
        ("facets", &["facets", "minister", "asker"]),
        ("kwic", &["kwic", "maatwerk"]),
        ("trend", &["trend", "maatwerk", "--per", "minister", "--relative", "words"]),
        ("terms", &["terms", "maat"]),
        ("family", &["family", "maatwerk"]),
        ("collocates", &["collocates", "maatwerk", "--minimum", "1"]),
        ("similar", &["similar", "k-2"]),
        ("links", &["cites", "corpus/sv-221.txt"]),
        ("links", &["cited-by", "k-1"]),
        ("verify", &["verify", "--corpus"]),
        ("check", &["check", "corpus"]),
        ("analyze", &["analyze", "sociale-economiebedrijven"]),
        ("index", &["index", "--dry-run", "--quiet"]),
    ];
    for (name, arguments) in runs {
        let output = workspace.run(arguments.iter().copied().chain(["--format", "json"]));
        let value = serde_json::from_str(&output.stdout)
            .unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{}{}", output.stdout, output.stderr));
        schema.check(name, &value);
    }
    workspace.write("topics.tsv", "T1\tmaatwerk\nT2\tsociale economie\n");
    workspace.write("qrels.txt", "T1 0 corpus/sv-221.txt 1\n");
    let json = |arguments: &[&str]| -> Value {
        let output = workspace.run(arguments.iter().copied());
        serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", output.stderr))
    };
    workspace.write("a.run", workspace.run(["batch", "topics.tsv"]).stdout);
    schema.check("eval", &json(&["eval", "qrels.txt", "a.run", "a.run", "--format", "json"]));
    schema.check("bench", &json(&["bench", "topics.tsv", "--runs", "1", "--quiet", "--format", "json"]));
    for line in workspace.run(["batch", "topics.tsv", "--format", "jsonl"]).stdout.lines() {
        schema.check("batch_line", &serde_json::from_str(line).expect("JSON"));
    }
    for line in workspace.run(["search", "--format", "jsonl"]).stdout.lines() {
        schema.check("hit_line", &serde_json::from_str(line).expect("JSON"));
    }
}

#[test]
fn the_validator_finds_faults() {
    let schema = Schema::read();
    for text in ["{}", r#"{"version": 2, "terms": []}"#, r#"{"version": 1, "terms": [{"term": 3}]}"#] {
        let value: Value = serde_json::from_str(text).expect("JSON");
        let mut faults = Vec::new();
        schema.faults(schema.definition("terms"), &value, "terms", &mut faults);
        assert!(!faults.is_empty(), "{text}");
    }
}
