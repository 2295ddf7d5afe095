//! A day of the engine's log: `routing export`, and `routing simulate --from`.

use std::path::PathBuf;

use chrono::{FixedOffset, NaiveDate, NaiveTime, TimeZone as _};
use clap::Args;
use ids::TenantId;
use serde::Serialize;

use super::{Said, json};
use crate::measure::Metric;
use crate::plan::Plan;
use crate::record::{self, ARRIVALS, Held, Recording, Window};
use crate::report::{Report, Table, cell};
use crate::statistics::Summary;
use crate::store::Store;
use crate::study::Study;

/// Which day of which store.
#[derive(Debug, Args)]
pub(super) struct Day {
    /// A data folder, the engine's SQLite file, or `postgres://…`; read only.
    #[arg(long)]
    pub(super) from: Option<String>,
    /// The day, as 2026-11-20.
    #[arg(long, requires = "from")]
    date: Option<NaiveDate>,
    /// Where the day begins at midnight, as +02:00.
    #[arg(long, requires = "from", default_value = "+00:00", allow_hyphen_values = true)]
    utc_offset: FixedOffset,
    /// Whose log, if the store has several.
    #[arg(long, requires = "from")]
    tenant: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    day: Day,
    /// The folder to write `scenario.yaml` and `arrivals.csv` to.
    #[arg(long)]
    out: PathBuf,
    /// Overwrites what is there.
    #[arg(long)]
    force: bool,
}

/// The log beside the simulation.
#[derive(Serialize)]
struct Compared {
    log: Vec<Held>,
    report: Report,
    warnings: Vec<String>,
}

impl Day {
    fn window(&self) -> Result<Window, Vec<String>> {
        let date = self.date.ok_or_else(|| vec!["--date: which day?".to_owned()])?;
        let begin = |date: NaiveDate| {
            let midnight = self.utc_offset.from_local_datetime(&date.and_time(NaiveTime::MIN)).single();
            midnight.map(|midnight| midnight.timestamp_millis())
        };
        let days = begin(date).zip(date.succ_opt().and_then(begin));
        days.map(|(from, until)| Window { from, until }).ok_or_else(|| vec!["--date: there is no such day".to_owned()])
    }

    fn read(&self) -> Result<Recording, Vec<String>> {
        let window = self.window()?;
        let place = self.from.as_deref().unwrap_or(".");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| vec![error.to_string()])?;
        let read = async {
            let store = Store::open(place)?;
            let tenants = store.tenants().await?;
            let tenant = match (&self.tenant, tenants.as_slice()) {
                (Some(wanted), all) if all.contains(wanted) => wanted.clone(),
                (Some(wanted), _) => return Err(format!("--tenant: there is no log of {wanted:?}; there are {tenants:?}")),
                (None, [only]) => only.clone(),
                (None, []) => return Err("the store has no log".to_owned()),
                (None, _) => return Err(format!("--tenant: there are several, {tenants:?}")),
            };
            record::read(&store, &TenantId::new(tenant), window).await
        };
        runtime.block_on(read).map_err(|problem| vec![problem])
    }
}

pub(super) fn export(arguments: &Arguments) -> Said {
    let recording = arguments.day.read()?;
    let yaml = serde_saphyr::to_string(&recording.scenario).map_err(|error| vec![error.to_string()])?;
    std::fs::create_dir_all(&arguments.out).map_err(|error| vec![format!("{}: {error}", arguments.out.display())])?;
    let scenario = arguments.out.join("scenario.yaml");
    for (path, text) in [(&scenario, yaml), (&arguments.out.join(ARRIVALS), recording.csv())] {
        if path.exists() && !arguments.force {
            return Err(vec![format!("{}: is there already; --force overwrites it", path.display())]);
        }
        std::fs::write(path, text).map_err(|error| vec![format!("{}: {error}", path.display())])?;
    }
    let customers: usize = recording.held.iter().map(|held| held.offered).sum();
    let mut said = format!("{}: {customers} customers, {} agents\n", scenario.display(), recording.scenario.agents.len());
    for warning in &recording.warnings {
        said = said + "warning: " + warning + "\n";
    }
    Ok(said)
}

/// Runs the day as it was, and shows it beside the log.
pub(super) fn simulate(day: &Day, as_json: bool) -> Said {
    let recording = day.read()?;
    let read = |_: &str| Ok(recording.arrivals.clone());
    let plan = Plan::with(&recording.scenario, &read).map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    let report = Report::new(&Study::run(plan).map_err(|endless| vec![endless.to_string()])?);
    if as_json {
        return json(&Compared { log: recording.held, report, warnings: recording.warnings });
    }
    let mut said = String::new();
    for (held, group) in recording.held.iter().zip(&report.queues) {
        said = said + &beside(held, |metric| group.figures.get(metric)) + "\n";
    }
    for warning in recording.warnings.iter().chain(&report.warnings) {
        said = said + "warning: " + warning + "\n";
    }
    Ok(said)
}

fn beside(held: &Held, simulated: impl Fn(Metric) -> Option<Summary>) -> String {
    let count = |count: usize| Some(crate::number::float(count));
    let rows = [
        (Metric::Offered, count(held.offered)),
        (Metric::Served, count(held.served)),
        (Metric::Abandoned, count(held.abandoned)),
        (Metric::Expired, count(held.expired)),
        (Metric::Rejected, count(held.rejected)),
        (Metric::MeanWait, held.mean_wait),
        (Metric::MeanAnswer, held.mean_answer),
        (Metric::ServiceLevel, held.service_level),
    ];
    let mut table = Table::new([held.queue.as_str(), "log", "simulated"]);
    for (metric, was) in rows {
        let was = cell(Summary { mean: was, half_width: None });
        table.row(vec![metric.key().to_owned(), was, simulated(metric).map_or_else(String::new, cell)]);
    }
    table.text()
}
