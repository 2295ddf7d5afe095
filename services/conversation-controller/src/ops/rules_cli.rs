//! `rules check FILE` and `rules test FILE CASES`, for a command line and for a pipeline.

use std::path::Path;
use std::process::ExitCode;

use errors::Violation;

use crate::domain::cases;
use crate::domain::rules::RuleSet;

const USAGE: &str = "usage: rules check FILE | rules test FILE CASES";

/// Checks a file of rules; every problem's field is `file:line:column`.
pub fn check_rules_file(path: &Path) -> Result<(), Vec<Violation>> {
    load(path).map(|_| ())
}

/// Runs a file of cases against a file of rules.
pub fn test_rules(rules: &Path, cases_file: &Path) -> Result<usize, Vec<Violation>> {
    let rules = load(rules)?;
    let place = cases_file.display().to_string();
    let cases = read(cases_file).and_then(|text| cases::parse(&text).map_err(|problem| vec![Violation::new(place.clone(), problem)]))?;
    let failed = cases::run(&rules, &cases);
    if failed.is_empty() {
        Ok(cases.len())
    } else {
        Err(failed.into_iter().map(|problem| Violation::new(place.clone(), problem)).collect())
    }
}

/// The whole of the command, without the word `rules`.
pub fn rules_cli(args: &[String]) -> ExitCode {
    let args: Vec<_> = args.iter().map(String::as_str).collect();
    let outcome = match args.as_slice() {
        ["check", file] => check_rules_file(Path::new(file)).map(|()| format!("{file}: no problems")),
        ["test", file, cases] => test_rules(Path::new(file), Path::new(cases)).map(|count| format!("{cases}: {count} cases passed")),
        _ => {
            say(&mut std::io::stderr(), USAGE);
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(text) => {
            say(&mut std::io::stdout(), &text);
            ExitCode::SUCCESS
        }
        Err(violations) => {
            for violation in violations {
                say(&mut std::io::stderr(), &format!("{}: {}", violation.field, violation.message));
            }
            ExitCode::FAILURE
        }
    }
}

fn say(to: &mut dyn std::io::Write, text: &str) {
    // Nobody is left to hear that the pipe is closed.
    let _closed = writeln!(to, "{text}");
}

fn read(path: &Path) -> Result<String, Vec<Violation>> {
    std::fs::read_to_string(path).map_err(|error| vec![Violation::new(path.display().to_string(), error.to_string())])
}

fn load(path: &Path) -> Result<RuleSet, Vec<Violation>> {
    let place =
        |problem: &crate::domain::position::Problem| Violation::new(format!("{}:{}", path.display(), problem.at), problem.message.clone());
    RuleSet::parse(&read(path)?).map_err(|problems| problems.iter().map(place).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(folder: &tempfile::TempDir, name: &str, text: &str) -> String {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    #[test]
    fn a_bad_file_is_refused_with_file_line_and_column() {
        let folder = tempfile::tempdir().unwrap();
        let bad = file(&folder, "bad.yaml", "rules:\n- name: a\n  on: FIND_AGENT\n  when: nope\n  then: [{text: x}]\n");
        let violations = check_rules_file(Path::new(&bad)).unwrap_err();
        assert_eq!(violations[0].field, format!("{bad}:4:9"));
        assert_eq!(rules_cli(&["check".to_owned(), bad]), ExitCode::FAILURE);
    }

    #[test]
    fn cases_pass_or_fail_against_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let rules = file(&folder, "rules.yaml", "rules:\n- name: a\n  on: FIND_AGENT\n  then: [{text: hello}]\n");
        let right = file(&folder, "right.yaml", "- name: says hello\n  event: {name: FIND_AGENT}\n  expect: [{text: hello}]\n");
        let wrong = file(&folder, "wrong.yaml", "- name: says hello\n  event: {name: FIND_AGENT}\n  expect: []\n");
        assert_eq!(test_rules(Path::new(&rules), Path::new(&right)), Ok(1));
        assert!(test_rules(Path::new(&rules), Path::new(&wrong)).unwrap_err()[0].message.starts_with("says hello: expected []"));
        assert_eq!(rules_cli(&["test".to_owned(), rules, right]), ExitCode::SUCCESS);
        assert_eq!(rules_cli(&[]), ExitCode::from(2));
    }
}
