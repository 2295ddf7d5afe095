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

#[test]
fn a_text_that_cannot_be_read_is_told_in_plain_words() {
    let cases = [
        ("vip && (english > 3", "a closing parenthesis is missing"),
        ("vip)", "this parenthesis was never opened"),
        ("vip and english > 3", "write && for \"and\""),
        ("vip OR vip", "write || for \"or\""),
        ("english = 3", "write == to compare"),
        ("vip & vip", "write && for \"and\""),
        ("vip &&", "something is missing at the end"),
        ("english > > 3", "\">\" does not fit here"),
        ("vip # vip", "\"#\" does not fit here"),
    ];
    for (text, message) in cases {
        assert_eq!(fault(text).1, message, "{text}");
    }
    for text in ["vip &&", "((", "english >", "attr(\"", "? :", "vip vip", "[", "{a", "1 2"] {
        let message = fault(text).1;
        assert!(!message.contains("yntax") && !message.contains("EOF") && !message.contains("expecting"), "{text}: {message}");
    }
}

fn terms() -> impl Strategy<Value = Expr> {
    let ops = prop_oneof![Just(Op::Eq), Just(Op::Ne), Just(Op::Lt), Just(Op::Le), Just(Op::Gt), Just(Op::Ge)];
    prop_oneof![
        (ops.clone(), 1..=10u8, any::<bool>()).prop_map(|(op, value, odd)| Expr::term(if odd { ODD } else { ENGLISH }, op, value)),
        (ops, 0..=1u8).prop_map(|(op, value)| Expr::term(VIP, op, value)),
        Just(Expr::everybody()),
        Just(Expr::Or(Vec::new())),
    ]
}

fn expressions() -> impl Strategy<Value = Expr> {
    terms().prop_recursive(4, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..5).prop_map(Expr::And),
            prop::collection::vec(inner.clone(), 2..5).prop_map(Expr::Or),
            inner.prop_map(|part| Expr::Not(Box::new(part))),
        ]
    })
}

proptest! {
    #[test]
    fn r21_the_text_of_an_expression_reads_back_as_one_of_the_same_meaning(expr in expressions(), seed in any::<u32>()) {
        let called = |attribute| match attribute {
            ENGLISH => "english".to_owned(),
            VIP => "vip".to_owned(),
            _ => "Any Name".to_owned(),
        };
        let shown = text(&expr, &called);
        let again = ok(&shown);
        for draw in 0..64u32 {
            let seed = seed.wrapping_add(draw.wrapping_mul(0x9E37_79B9));
            let mut levels = routing_core::Levels::new();
            if seed & 1 == 0 { levels.insert(ENGLISH, 1 + u8::try_from((seed >> 3) % 10).unwrap()); }
            if seed & 2 == 0 { levels.insert(VIP, u8::try_from((seed >> 9) % 2).unwrap()); }
            if seed & 4 == 0 { levels.insert(ODD, 1 + u8::try_from((seed >> 13) % 10).unwrap()); }
            prop_assert_eq!(again.holds(&levels), expr.holds(&levels), "{}", shown);
        }
        prop_assert_eq!(text(&again, &called), text(&ok(&text(&again, &called)), &called));
    }

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
