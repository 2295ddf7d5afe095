//! Full-text search in a bot's knowledge: BM25 over words.

use std::collections::{HashMap, HashSet};

use super::Snippet;
use crate::domain::text::words;

/// Snippets shown to a model at most.
const MOST: usize = 3;
/// The usual constants: how soon repetition stops to matter, and how much length does.
const K: f64 = 1.2;
const B: f64 = 0.75;

/// Knowledge, ready to be searched.
#[derive(Debug, Default)]
pub(crate) struct Knowledge {
    snippets: Vec<Snippet>,
    /// Word → snippets it occurs in, and how often.
    places: HashMap<String, Vec<(usize, f64)>>,
    lengths: Vec<f64>,
}

impl Knowledge {
    pub(crate) fn new(snippets: &[Snippet]) -> Self {
        let mut this = Self { snippets: snippets.to_vec(), ..Self::default() };
        for (index, snippet) in snippets.iter().enumerate() {
            let all: Vec<_> = words(&snippet.title).into_iter().chain(words(&snippet.text)).collect();
            this.lengths.push(count(all.len()));
            let mut counts: HashMap<String, f64> = HashMap::new();
            for word in all {
                *counts.entry(word).or_default() += 1.0;
            }
            for (word, count) in counts {
                this.places.entry(word).or_default().push((index, count));
            }
        }
        this
    }

    /// What fits the question best, best first.
    pub(crate) fn find(&self, question: &str) -> Vec<&Snippet> {
        let total = count(self.snippets.len());
        let average = (self.lengths.iter().sum::<f64>() / total.max(1.0)).max(1.0);
        let mut scores: HashMap<usize, f64> = HashMap::new();
        for word in words(question).into_iter().collect::<HashSet<_>>() {
            let Some(places) = self.places.get(&word) else { continue };
            let seldom = ((total - count(places.len()) + 0.5) / (count(places.len()) + 0.5) + 1.0).ln();
            for (index, often) in places {
                let length = self.lengths.get(*index).copied().unwrap_or(average);
                *scores.entry(*index).or_default() += seldom * often * (K + 1.0) / (often + K * (1.0 - B + B * length / average));
            }
        }
        let mut ranked: Vec<_> = scores.into_iter().collect();
        // Of two that fit equally, the first one: the same question finds the same.
        ranked.sort_by(|(a, x), (b, y)| y.total_cmp(x).then(a.cmp(b)));
        ranked.into_iter().take(MOST).filter_map(|(index, _)| self.snippets.get(index)).collect()
    }
}

fn count(length: usize) -> f64 {
    u32::try_from(length).map_or_else(|_| f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knowledge() -> Knowledge {
        let snippet = |title: &str, text: &str| Snippet { title: title.to_owned(), text: text.to_owned() };
        Knowledge::new(&[
            snippet("Opening hours", "We are open Monday to Friday from 9 to 18."),
            snippet("Returns", "You can return anything within 30 days. The label is in the parcel."),
            snippet("Delivery", "A parcel takes two to three days."),
            snippet("ساعات العمل", "نحن نعمل من الأحد إلى الخميس"),
        ])
    }

    #[test]
    fn the_snippet_that_shares_the_rarest_words_comes_first() {
        let titles = |question: &str| knowledge().find(question).iter().map(|snippet| snippet.title.clone()).collect::<Vec<_>>();
        assert_eq!(titles("when do you open")[0], "Opening hours");
        assert_eq!(titles("can I RETURN it?")[0], "Returns");
        assert_eq!(titles("ما هي ساعات العمل؟")[0], "ساعات العمل");
        assert_eq!(titles("where is my parcel: two days late").first().map(String::as_str), Some("Delivery"));
        assert!(titles("xyzzy").is_empty() && titles("").is_empty());
    }
}
