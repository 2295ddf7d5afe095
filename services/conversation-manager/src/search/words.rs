//! Words of a text as they are compared, whatever the script, and excerpts around the ones that were found.
//!
//! Both engines get the same words from here: how an engine would take a text apart by itself depends on the engine, its version and the
//! language of the server. Case and accents do not count, Arabic is compared without its vowel marks and with one form of alef, yeh and teh
//! marbuta; scripts without spaces are taken apart letter by letter, and found as phrases.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Letters of a word that count.
const LONGEST: usize = 40;
/// Words of a text that are looked at.
const MOST: usize = 4_000;
/// Letters of an excerpt around what was found.
const AROUND: usize = 160;

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// As it is compared.
    pub(crate) folded: String,
    /// Where it stands in the text, in bytes.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A stretch of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct Stretch {
    pub(crate) text: String,
    /// It is what was looked for.
    pub(crate) hit: bool,
}

/// What is looked for: words that stand side by side; the last may go on if `open`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) words: Vec<String>,
    pub(crate) open: bool,
}

/// The words of a text, in order.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut all: Vec<Word> = Vec::new();
    let mut start = None;
    let mut push = |from: usize, to: usize| {
        let folded = fold(&text[from..to]);
        if !folded.is_empty() && all.len() < MOST {
            all.push(Word { folded, start: from, end: to });
        }
    };
    for (at, c) in text.char_indices() {
        let alone = stands_alone(c);
        let inside = !alone && (is_letter(c) || is_arabic_filler(c));
        if inside && start.is_none() {
            start = Some(at);
        }
        if !inside && let Some(from) = start.take() {
            push(from, at);
        }
        if alone {
            push(at, at + c.len_utf8());
        }
    }
    if let Some(from) = start {
        push(from, text.len());
    }
    all
}

/// What somebody typed: every word begins a word of the text, what is in quotation marks stands there as it is.
pub(crate) fn terms(typed: &str) -> Vec<Term> {
    let mut terms = Vec::new();
    for (index, part) in typed.split(['"', '“', '”', '„', '«', '»']).enumerate() {
        let quoted = index % 2 == 1;
        if quoted {
            let words: Vec<_> = words(part).into_iter().map(|word| word.folded).collect();
            if !words.is_empty() {
                terms.push(Term { words, open: false });
            }
            continue;
        }
        for piece in part.split_whitespace() {
            let words: Vec<_> = words(piece).into_iter().map(|word| word.folded).collect();
            if !words.is_empty() {
                terms.push(Term { words, open: true });
            }
        }
    }
    terms
}

/// The part of the text around the first thing that was looked for, with all of them marked.
pub(crate) fn excerpt(text: &str, terms: &[Term]) -> Vec<Stretch> {
    let all = words(text);
    let mut hits: Vec<(usize, usize)> = terms.iter().flat_map(|term| places(&all, term)).collect();
    hits.sort_unstable();
    let first = hits.first().map_or(0, |(start, _)| *start);
    let before = text[..first].char_indices().rev().take(AROUND / 4).last().map_or(first, |(at, _)| at);
    let after = text[before..].char_indices().nth(AROUND).map_or(text.len(), |(at, _)| before + at);
    let mut stretches = Vec::new();
    let mut push = |from: usize, to: usize, hit: bool| {
        if from < to {
            let text = text[from..to].chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            stretches.push(Stretch { text, hit });
        }
    };
    let mut at = before;
    for (start, end) in hits {
        if start < at || end > after {
            continue;
        }
        push(at, start, false);
        push(start, end, true);
        at = end;
    }
    push(at, after, false);
    if before > 0 {
        stretches.insert(0, Stretch { text: "…".to_owned(), hit: false });
    }
    if after < text.len() {
        stretches.push(Stretch { text: "…".to_owned(), hit: false });
    }
    stretches
}

fn places(all: &[Word], term: &Term) -> Vec<(usize, usize)> {
    let fits = |window: &[Word]| {
        let last = term.words.len() - 1;
        window.iter().zip(&term.words).enumerate().all(|(index, (word, wanted))| {
            if term.open && index == last { word.folded.starts_with(wanted.as_str()) } else { word.folded == *wanted }
        })
    };
    let windows = all.windows(term.words.len().max(1)).filter(|window| !term.words.is_empty() && fits(window));
    windows.filter_map(|window| Some((window.first()?.start, window.last()?.end))).collect()
}

fn fold(word: &str) -> String {
    let plain = word.nfkd().filter(|c| !is_accent(*c) && !is_arabic_filler(*c)).flat_map(char::to_lowercase).filter(|c| !is_accent(*c));
    plain.map(arabic).filter(|c| is_letter(*c)).take(LONGEST).collect()
}

/// What a word is made of. Marks count where they are vowels, as in Hindi.
pub(crate) fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Marks that people leave out: accents, and the vowel marks of Hebrew and Arabic.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036f}' | '\u{0591}'..='\u{05c7}' | '\u{064b}'..='\u{065f}' | '\u{0670}' | '\u{06d6}'..='\u{06ed}')
}

/// Tatweel, which only stretches a word.
fn is_arabic_filler(c: char) -> bool {
    c == '\u{0640}'
}

/// Letters that people write for each other.
fn arabic(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' => 'ي',
        'ة' => 'ه',
        c => c,
    }
}

/// Letters of scripts that put no spaces between words.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        && c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    fn marked(text: &str, typed: &str) -> String {
        let stretches = excerpt(text, &terms(typed));
        stretches.iter().map(|stretch| if stretch.hit { format!("[{}]", stretch.text) } else { stretch.text.clone() }).collect()
    }

    #[test]
    fn case_accents_and_vowel_marks_do_not_count() {
        assert_eq!(folded("Straße café CAFÉ naïve"), ["straße", "cafe", "cafe", "naive"]);
        assert_eq!(folded("مَرْحَبًا أحمد فاطمة مـرحبا"), ["مرحبا", "احمد", "فاطمه", "مرحبا"]);
        assert_eq!(folded("order #A-17, 2.50€"), ["order", "a", "17", "2", "50"]);
        assert_eq!(folded("注文は"), ["注", "文", "は"]);
        assert_eq!(folded("  \u{202e}…!? "), Vec::<String>::new());
    }

    #[test]
    fn what_is_typed_begins_words_and_what_is_quoted_stands_there() {
        let term = |words: &[&str], open| Term { words: words.iter().map(|word| (*word).to_owned()).collect(), open };
        assert_eq!(terms("Inv \"my order\" a-1"), [term(&["inv"], true), term(&["my", "order"], false), term(&["a", "1"], true)]);
        assert_eq!(terms("\"never closed"), [term(&["never", "closed"], false)]);
        assert!(terms("* OR ) ' NEAR(").iter().all(|term| term.words.iter().all(|word| word.chars().all(is_letter))));
        assert!(terms(" \"\" ").is_empty());
    }

    #[test]
    fn an_excerpt_marks_what_was_found_and_is_text() {
        assert_eq!(marked("<b>My Invoice</b> is wrong", "invo"), "<b>My [Invoice]</b> is wrong");
        assert_eq!(marked("one two one two", "\"one two\""), "[one two] [one two]");
        assert_eq!(marked("طلبيتي لم تصل", "تصل"), "طلبيتي لم [تصل]");
        let long = format!("{} needle {}", "hay ".repeat(100), "hay ".repeat(100));
        let found = marked(&long, "needle");
        assert!(found.starts_with('…') && found.ends_with('…') && found.contains("[needle]") && found.chars().count() < 170, "{found}");
    }

    proptest! {
        #[test]
        fn no_text_and_no_question_is_too_strange(text in ".{0,300}", typed in ".{0,40}") {
            let all: String = excerpt(&text, &terms(&typed)).into_iter().map(|stretch| stretch.text).collect();
            prop_assert!(all.chars().count() <= AROUND + 2);
            for word in words(&text) {
                prop_assert!(text.is_char_boundary(word.start) && text.is_char_boundary(word.end));
                prop_assert!(!word.folded.is_empty() && word.folded.chars().all(is_letter));
            }
        }
    }
}
