//! Texts and what becomes of them.

use proptest::prelude::*;

use super::*;

const ENGLISH: AttributeId = AttributeId(1);
const VIP: AttributeId = AttributeId(2);
const ODD: AttributeId = AttributeId(3);

fn attributes() -> Attributes {
    let known = |id, kind| Known { id, kind, default: 1 };
    Attributes::from([
        ("english".to_owned(), known(ENGLISH, AttributeKind::Level)),
        ("vip".to_owned(), known(VIP, AttributeKind::Boolean)),
        ("Any Name".to_owned(), known(ODD, AttributeKind::Level)),
    ])
}

fn ok(text: &str) -> Expr {
    compile(text, &attributes()).unwrap()
}

fn fault(text: &str) -> (usize, String) {
    let fault = compile(text, &attributes()).unwrap_err();
    (fault.column, fault.message)
}

#[test]
fn comparisons_flags_and_names_with_spaces_are_read() {
    assert_eq!(ok("true"), Expr::everybody());
    assert_eq!(ok("false"), Expr::Or(Vec::new()));
    assert_eq!(ok("english >= 5"), Expr::term(ENGLISH, Op::Ge, 5));
    assert_eq!(ok("5 <= english"), Expr::term(ENGLISH, Op::Ge, 5));
    assert_eq!(ok("vip"), Expr::term(VIP, Op::Eq, 1));
    assert_eq!(ok("vip == false"), Expr::term(VIP, Op::Eq, 0));
    assert_eq!(ok(r#"attr("Any Name") != 3"#), Expr::term(ODD, Op::Ne, 3));
}

#[test]
fn and_binds_closer_than_or_and_not_closest() {
    let (english, vip) = (Expr::term(ENGLISH, Op::Gt, 1), Expr::term(VIP, Op::Eq, 1));
    let not_vip = Expr::Not(Box::new(vip.clone()));
    assert_eq!(ok("vip || english > 1 && !vip"), Expr::Or(vec![vip.clone(), Expr::And(vec![english.clone(), not_vip.clone()])]));
    assert_eq!(ok("(vip || english > 1) && !vip"), Expr::And(vec![Expr::Or(vec![vip, english]), not_vip]));
}

#[test]
fn long_chains_stay_flat() {
    let text = vec!["english > 1"; 40].join(" && ");
    assert!(matches!(ok(&text), Expr::And(parts) if parts.len() == 40));
}

#[test]
fn a_fault_names_its_column() {
    assert_eq!(fault("vip && nobody"), (8, "there is no attribute \"nobody\"".to_owned()));
    assert_eq!(fault("english > 11").0, 11);
    assert_eq!(fault("english").1, "\"english\" has levels: compare it with one, as in english >= 5");
    assert_eq!(fault("english == true").0, 12);
    assert_eq!(fault("english > english").0, 11);
    assert_eq!(fault("vip && (english > 3").0, 20);
    assert_eq!(fault("").0, 1);
    assert!(fault("english + 1 > 3").1.contains("expected an attribute"));
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[a-z0-9 ()!&|<>=\"\\.\\[\\]{},+*?:'-]{0,60}") {
        drop(compile(&text, &attributes()));
    }

    #[test]
    fn no_unicode_makes_it_panic(text in "\\PC{0,40}") {
        drop(compile(&text, &attributes()));
    }

    #[test]
    fn faults_lie_within_the_text(left in 0..40_usize, name in "[xyz]{1,5}") {
        let text = format!("{}{name} > 3", " ".repeat(left));
        prop_assert_eq!(compile(&text, &attributes()).unwrap_err().column, left + 1);
    }
}
