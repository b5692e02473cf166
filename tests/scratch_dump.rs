use vraagbaak::{corpus::*, model::*, parse::*};
#[test]

fn dump() {
    let parser = Parser::new(ParseOptions::default());
    let Ok(files) = std::env::var("FILES") else { return };
    for path in files.split_whitespace() {
        if path.ends_with(".jsonl") {
            let pick: Vec<String> =
                std::env::var("IDS").unwrap_or_default().split_whitespace().map(str::to_owned).collect();
            let _ = vraagbaak::corpus::read(&[path.into()], &Default::default(), &mut |record| {
                if let Ok(record) = record
                    && let Ok(raw) = record.parse()
                {
                    let q = parser.parse(&raw).unwrap();
                    if pick.contains(&q.id) {
                        show(&q);
                    }
                }
                std::ops::ControlFlow::Continue(())
            });
            continue;
        }
        if path.ends_with("docx") {
            let _ = vraagbaak::corpus::read(&[path.into()], &Default::default(), &mut |r| {
                let raw = r.unwrap().parse().unwrap();
                if std::env::var("RAW").is_ok() {
                    println!("{:?}", raw.body);
                }
                show(&parser.parse(&raw).unwrap());
                std::ops::ControlFlow::Continue(())
            });
            continue;
        }
        let text = std::fs::read(path).unwrap();
        let text = vraagbaak::text::decode(&text).unwrap().text;
        let raw = RawRecord {
            origin: Origin { path: path.into(), ..Default::default() },
            body: RawBody::Text(text),
            bytes_hash: 0,
            size: 0,
        };
        show(&parser.parse(&raw).unwrap());
    }
}
pub fn show(q: &WrittenQuestion) {
    let full = std::env::var("FULL").is_ok();
    let sl = |r: &std::ops::Range<u32>| q.text[r.start as usize..r.end as usize].to_owned();
    let short = |r: &Option<std::ops::Range<u32>>| {
        r.as_ref().map_or("-".to_owned(), |r| {
            let t = sl(r).replace('\n', "⏎");
            if full {
                t
            } else {
                let a: String = t.chars().take(50).collect();
                let n = t.chars().count();
                let b: String = t.chars().skip(n.saturating_sub(25).max(50)).collect();
                format!("{a}…{b}")
            }
        })
    };
    println!(
        "=== {} | {:?} {:?} {:?} nr {:?} cases {:?} | {:?} -> {:?}",
        q.id,
        q.parliament,
        q.kind,
        q.session.map(|s| s.to_string()),
        q.number,
        q.cases,
        q.date.map(|d| d.to_string()),
        q.answered.map(|d| d.to_string())
    );
    println!(
        "  askers {:?}",
        q.askers
            .iter()
            .map(|a| format!("{} ({})", a.name, a.party.clone().unwrap_or_default()))
            .collect::<Vec<_>>()
    );
    println!(
        "  ministers {:?}",
        q.ministers
            .iter()
            .map(|a| format!("{:?} / {:?} {}", a.name, a.portfolio, a.inferred))
            .collect::<Vec<_>>()
    );
    println!("  title {:?}", sl(&q.sections.title));
    println!(
        "  question {} .. answer {}",
        short(&Some(q.sections.question.clone())),
        short(&Some(q.sections.answer.clone()))
    );
    for e in &q.exchanges {
        println!(
            "    [{}] {:?} Q {} || A {} with {:?} refers {:?}",
            e.label,
            e.status,
            short(&e.question),
            short(&e.answer),
            e.answered_with,
            e.refers_to
        );
    }
    for c in &q.cites {
        println!("    cites {:?} -> {:?} in {:?}", sl(&c.span), c.reference.key(), sl(&c.sentence));
    }
    for d in &q.doubts {
        println!("    doubt {} {}", d.code, d.message);
    }
}
