//! What is wrong with a text that cannot be read, in our words: the parser's own speak of its grammar.

/// What people mean by words and signs of other languages.
const MEANT: [(&str, &str); 7] = [
    ("and", "write && for \"and\""),
    ("or", "write || for \"or\""),
    ("not", "write ! for \"not\""),
    ("=", "write == to compare"),
    ("&", "write && for \"and\""),
    ("|", "write || for \"or\""),
    ("<>", "write != for \"not equal\""),
];

/// The message for a fault that the parser saw at a column, from 1.
pub(super) fn message(text: &str, column: usize) -> String {
    let open = balance(text);
    let rest: String = text.chars().skip(column.saturating_sub(1)).collect();
    let found = first_token(rest.trim_start());
    if let Some((_, meant)) = MEANT.iter().find(|(word, _)| found.eq_ignore_ascii_case(word)) {
        return (*meant).to_owned();
    }
    match (found.is_empty(), open) {
        (_, Balance::NeverOpened) if found == ")" => "this parenthesis was never opened".to_owned(),
        (true, Balance::NeverClosed) => "a closing parenthesis is missing".to_owned(),
        (true, _) if unfinished_text(text) => "a quotation mark is missing".to_owned(),
        (true, _) => "something is missing at the end".to_owned(),
        (false, _) => format!("{found:?} does not fit here"),
    }
}

enum Balance {
    Even,
    NeverOpened,
    NeverClosed,
}

fn balance(text: &str) -> Balance {
    let (mut open, mut quoted) = (0_usize, false);
    for sign in text.chars() {
        match sign {
            '"' => quoted = !quoted,
            '(' if !quoted => open += 1,
            ')' if !quoted => match open.checked_sub(1) {
                Some(left) => open = left,
                None => return Balance::NeverOpened,
            },
            _ => {}
        }
    }
    if open > 0 { Balance::NeverClosed } else { Balance::Even }
}

fn unfinished_text(text: &str) -> bool {
    text.chars().filter(|sign| *sign == '"').count() % 2 == 1
}

/// A word, or signs that belong together.
fn first_token(text: &str) -> String {
    let Some(first) = text.chars().next() else {
        return String::new();
    };
    let is_word = |sign: char| sign.is_alphanumeric() || sign == '_';
    let is_sign = |sign: char| "=<>!&|".contains(sign);
    if is_word(first) {
        return text.chars().take_while(|sign| is_word(*sign)).take(40).collect();
    }
    if is_sign(first) {
        return text.chars().take_while(|sign| is_sign(*sign)).take(3).collect();
    }
    first.to_string()
}
