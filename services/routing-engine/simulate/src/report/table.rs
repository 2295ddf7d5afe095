//! Reports as text for a terminal.

use std::fmt::Write as _;

use super::{Crew, Difference, FigureMap, Quality, Report};
use crate::measure::Metric;
use crate::statistics::Summary;

/// Rows of cells under a header.
#[derive(Clone, Debug, Default)]
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// With a header.
    pub fn new<T: Into<String>>(header: impl IntoIterator<Item = T>) -> Self {
        Self { rows: vec![header.into_iter().map(Into::into).collect()] }
    }

    /// One more row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// First column to the left, all others to the right.
    pub fn text(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
        let widths: Vec<_> = (0..columns).map(width).collect();
        let mut text = String::new();
        for row in &self.rows {
            let cells = row.iter().zip(&widths).enumerate();
            let padded =
                cells.map(|(column, (cell, width))| if column == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") });
            let line = padded.collect::<Vec<_>>().join("  ");
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// The figures that a person looks at first.
const SHOWN: [Metric; 13] = [
    Metric::Offered,
    Metric::Served,
    Metric::Abandoned,
    Metric::Expired,
    Metric::Rejected,
    Metric::PWait,
    Metric::MeanWait,
    Metric::MeanAnswer,
    Metric::WaitGivenWait,
    Metric::P90,
    Metric::ServiceLevel,
    Metric::LostShare,
    Metric::MeanQueue,
];

/// A mean and its half-width.
pub(crate) fn cell(summary: Summary) -> String {
    let Some(mean) = summary.mean else {
        return "-".to_owned();
    };
    let digits = digits(summary.half_width.unwrap_or_else(|| mean.abs()), mean);
    match summary.half_width {
        Some(half) => format!("{mean:.digits$} ± {half:.digits$}"),
        None => format!("{mean:.digits$}"),
    }
}

/// Two digits of the half-width are enough.
fn digits(half: f64, mean: f64) -> usize {
    let scale = if half > 0.0 { half } else { mean.abs() };
    match scale {
        scale if scale >= 10.0 => 0,
        scale if scale >= 1.0 => 1,
        scale if scale >= 0.1 => 2,
        scale if scale >= 0.01 => 3,
        scale if scale > 0.0 => 4,
        _ => 0,
    }
}

fn figures<'a>(title: &str, groups: impl Iterator<Item = (&'a str, &'a FigureMap)>) -> String {
    let groups: Vec<_> = groups.collect();
    let mut header = vec![title.to_owned()];
    header.extend(groups.iter().map(|(name, _)| (*name).to_owned()));
    let mut table = Table::new(header);
    for metric in SHOWN {
        let mut cells = vec![metric.key().to_owned()];
        cells.extend(groups.iter().map(|(_, figures)| figures.get(metric).map_or_else(String::new, cell)));
        table.row(cells);
    }
    table.text()
}

fn crews(title: &str, crews: &[Crew]) -> String {
    let mut table = Table::new([title, "occupancy", "served"]);
    for crew in crews {
        table.row(vec![crew.name.clone(), cell(crew.occupancy), cell(crew.served)]);
    }
    table.text()
}

fn quality(quality: &Quality) -> String {
    let mut text = format!("overtakes {}", cell(quality.overtakes));
    for one in &quality.evenness {
        let _never = write!(text, "; evenness of {:?} {}", one.team, cell(one.jain));
    }
    text.push('\n');
    if !quality.estimates.is_empty() {
        let mut table = Table::new(["estimated wait", "estimator", "error / mean wait", "within 30 %"]);
        for one in &quality.estimates {
            table.row(vec![one.queue.clone(), one.estimator.to_owned(), cell(one.relative_error), cell(one.within30)]);
        }
        text.push_str(&table.text());
    }
    text
}

impl Report {
    /// For a terminal.
    pub fn text(&self) -> String {
        let mut text = format!(
            "{}: seed {}, {} replications of {} s ({} s warm-up), {} customers; ± is half of a 95 % confidence interval\n\n",
            self.scenario, self.seed, self.replications, self.horizon_seconds, self.warm_up_seconds, self.customers
        );
        text.push_str(&figures("queue", self.queues.iter().map(|group| (group.name.as_str(), &group.figures))));
        if self.classes.len() > 1 {
            text.push('\n');
            text.push_str(&figures("class", self.classes.iter().map(|group| (group.name.as_str(), &group.figures))));
        }
        text.push('\n');
        text.push_str(&crews("team", &self.teams));
        text.push('\n');
        text.push_str(&quality(&self.quality));
        for warning in &self.warnings {
            let _never = writeln!(text, "warning: {warning}");
        }
        text
    }
}

impl Difference {
    /// For a terminal.
    pub fn text(&self) -> String {
        let mut text = format!(
            "{} minus {}: seed {}, {} paired replications; ± is half of a 95 % confidence interval of the difference\n\n",
            self.other, self.base, self.seed, self.replications
        );
        text.push_str(&figures("queue", self.queues.iter().map(|change| (change.name.as_str(), &change.figures))));
        if self.classes.len() > 1 {
            text.push('\n');
            text.push_str(&figures("class", self.classes.iter().map(|change| (change.name.as_str(), &change.figures))));
        }
        let _never = writeln!(text, "\noccupancy {}", cell(self.occupancy));
        for name in &self.unmatched {
            let _never = writeln!(text, "only in one of the two: {name}");
        }
        text
    }
}
