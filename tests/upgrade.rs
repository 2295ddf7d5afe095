//! Stores of earlier versions, with what people did in them, brought to this version: nothing is lost, everything goes on, and the version before
//! still works on the new tables.
//!
//! `tests/samples/stores/<version>` holds each store as SQL text, the operator's token, and what that version said of a conversation. It is written
//! once per release by the ignored test below, from that release's own binary, and never changed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection as _, Row as _};
use testing::{Client, Customer, Desk, Process};

use crate::journeys::SHOP;

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/stores")
}

fn listed(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    paths.sort();
    Ok(paths)
}

async fn open(store: &Path) -> anyhow::Result<SqliteConnection> {
    Ok(SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(store).create_if_missing(true)).await?)
}

/// The store as statements that make it.
async fn dump(store: &Path) -> anyhow::Result<String> {
    let mut connection = open(store).await?;
    let mut text = String::new();
    let made = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type = 'index', name";
    let objects = sqlx::query(made).fetch_all(&mut connection).await?;
    let mut tables: Vec<String> = Vec::new();
    for object in &objects {
        writeln!(text, "{};", object.get::<String, _>(2))?;
        if object.get::<String, _>(0) == "table" {
            tables.push(object.get(1));
        }
    }
    tables.push("sqlite_sequence".to_owned());
    for table in tables {
        let columns = columns_of(&mut connection, &table).await?;
        if columns.is_empty() {
            continue;
        }
        let quoted: Vec<_> = columns.keys().map(|column| format!("quote(\"{column}\")")).collect();
        let names: Vec<_> = columns.keys().map(|column| format!("\"{column}\"")).collect();
        let sql = format!("SELECT {} FROM {table} ORDER BY 1", quoted.join(" || ',' || "));
        for row in sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut connection).await? {
            writeln!(text, "INSERT INTO {table} ({}) VALUES ({});", names.join(","), row.get::<String, _>(0))?;
        }
    }
    connection.close().await?;
    Ok(text)
}

/// Columns of a table: what each is, and whether a row may leave it out.
type Columns = BTreeMap<String, (String, bool)>;

async fn columns_of(connection: &mut SqliteConnection, table: &str) -> anyhow::Result<Columns> {
    let rows = sqlx::query(AssertSqlSafe(format!("PRAGMA table_info({table})"))).fetch_all(connection).await?;
    let column = |row: &sqlx::sqlite::SqliteRow| {
        let (name, kind, required, usual, key): (String, String, bool, Option<String>, i64) =
            (row.get(1), row.get(2), row.get(3), row.get(4), row.get(5));
        (name, (kind, !required || usual.is_some() || key > 0))
    };
    Ok(rows.iter().map(column).collect())
}

async fn schema(store: &Path) -> anyhow::Result<BTreeMap<String, Columns>> {
    let mut connection = open(store).await?;
    let names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let tables: Vec<String> = sqlx::query_scalar(names).fetch_all(&mut connection).await?;
    let mut schema = BTreeMap::new();
    for table in tables {
        let columns = columns_of(&mut connection, &table).await?;
        schema.insert(table, columns);
    }
    connection.close().await?;
    Ok(schema)
}

/// What the version before could not do any more with the new tables: read a column, or write a row without one it does not know.
fn broken(before: &BTreeMap<String, Columns>, after: &BTreeMap<String, Columns>) -> Vec<String> {
    let mut broken = Vec::new();
    for (table, columns) in before {
        let Some(now) = after.get(table) else {
            broken.push(format!("table {table} is gone"));
            continue;
        };
        for (column, (kind, _)) in columns {
            match now.get(column) {
                None => broken.push(format!("column {table}.{column} is gone")),
                Some((other, _)) if other != kind => broken.push(format!("column {table}.{column} was {kind} and is {other}")),
                Some(_) => {}
            }
        }
        let required = now.iter().filter(|(column, (_, optional))| !optional && !columns.contains_key(*column));
        broken.extend(required.map(|(column, _)| format!("column {table}.{column} is new and the version before does not fill it")));
    }
    broken
}

async fn start(data: &Path) -> anyhow::Result<Process> {
    let mut process = Process::start_logging(&data.with_extension("log"), data, testing::free_ports()?, &[], &[])?;
    process.ready().await?;
    Ok(process)
}

async fn talked(base: &str, data: &Path) -> anyhow::Result<(Customer, Desk, String)> {
    let operator = Client::operator(base, data).await?;
    let users = operator.get("/unified-admin/v1/users").await?;
    let id = users["items"].as_array().into_iter().flatten().find(|user| user["username"] == "alice").context("alice")?["id"].clone();
    let link = operator.post(&format!("/unified-admin/v1/users/{}/links", id.as_str().unwrap_or_default()), &json!({})).await?;
    let mut desk = Desk::new(base, &Client::link(base, link["url"].as_str().context("a link")?).await?);
    desk.connect().await?;
    desk.state("READY").await?;
    let mut customer = Customer::new(base, SHOP);
    customer.start(&[("firstName", "Ana")]).await?;
    customer.hears("I am Robin").await?;
    customer.say("What are your opening hours?").await?;
    customer.hears("9:00 to 18:00").await?;
    customer.say("I want to talk to a person").await?;
    let session = customer.session.as_ref().context("a session")?;
    let conversation = session["header"]["conversationId"].as_str().context("a conversation")?.to_owned();
    // What the agent left when that version ended may ring again first.
    while desk.take_offer().await? != conversation {}
    desk.say(&conversation, "Good morning Ana, this is Alice.").await?;
    customer.hears("this is Alice").await?;
    customer.say("Grüße \u{1F600} from 'quoted' \"Ana\"").await?;
    Ok((customer, desk, conversation))
}

/// What a version says of a conversation: every row, as a person would compare it.
async fn told(operator: &Client, conversation: &str) -> anyhow::Result<Value> {
    let rows = operator.get(&format!("/conversation-manager/v1/conversations/{conversation}/activities?after=0&limit=500")).await?;
    let kept = |row: &Value| json!({ "seq": row["seq"], "id": row["id"], "name": row["name"], "text": row["body"]["markdownText"] });
    Ok(rows["items"].as_array().into_iter().flatten().map(kept).collect())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "writes the stores of this version into the samples: once per release"]
async fn write_the_stores_of_this_version() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let process = start(&data).await?;
    testing::eventually("the demonstration", || async { Ok(data.join("demo.done").exists().then_some(())) }).await?;
    let (customer, desk, conversation) = talked(&process.base, &data).await?;
    let rows = told(&Client::operator(&process.base, &data).await?, &conversation).await?;
    drop((customer, desk));
    process.terminate().await?;
    let place = samples().join(env!("CARGO_PKG_VERSION"));
    std::fs::create_dir_all(&place)?;
    // The search is filled from the log again, and an index of words is no SQL text.
    let kept = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "sqlite") && !path.ends_with("conversation_search.sqlite");
    for store in listed(&data)?.into_iter().filter(kept) {
        let name = store.file_stem().context("a name")?.to_string_lossy().into_owned();
        std::fs::write(place.join(format!("{name}.sql")), dump(&store).await?)?;
    }
    std::fs::copy(data.join("operator.token"), place.join("operator.token"))?;
    std::fs::write(place.join("told.json"), format!("{:#}\n", json!({ "conversation": conversation, "rows": rows })))?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn stores_of_earlier_versions_are_brought_to_this_one_with_everything_in_them() -> anyhow::Result<()> {
    let versions = listed(&samples())?;
    assert!(!versions.is_empty(), "there is no earlier version");
    for version in versions {
        let name = version.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let folder = tempfile::tempdir()?;
        let data = folder.path().join("data");
        let before = laid_out(&version, &data).await?;
        upgraded((&version, &before), &data).await.with_context(|| format!("the stores of {name}"))?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_that_is_cut_off_at_any_store_is_finished_by_the_next_one() -> anyhow::Result<()> {
    let version = listed(&samples())?.pop().context("there is no earlier version")?;
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let before = laid_out(&version, &data).await?;
    let mut cuts = 0;
    for (store, when, what) in
        (1..100).flat_map(|store| [(store, "before", "error"), (store, "before", "abort"), (store, "after", "abort")])
    {
        let mut command = tokio::process::Command::new(testing::binary()?);
        command.arg("--data").arg(&data).arg("migrate").env("SWITCHBOARD__LOG__FILTER", "off");
        let done = command.env("SWITCHBOARD_FAIL", format!("{when}; MIGRATE; {what}; {store}")).output().await?;
        if done.status.success() {
            // There are no more stores.
            break;
        }
        cuts += 1;
    }
    assert!(cuts >= 3 * before.len(), "{cuts} cuts at {} stores", before.len());
    upgraded((&version, &before), &data).await
}

/// By store, the tables that it had.
type Before = BTreeMap<PathBuf, BTreeMap<String, Columns>>;

/// An installation of that version, as it was left.
async fn laid_out(version: &Path, data: &Path) -> anyhow::Result<Before> {
    std::fs::create_dir(data)?;
    let mut before = BTreeMap::new();
    for sql in listed(version)?.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "sql")) {
        let store = data.join(sql.file_stem().context("a name")?).with_extension("sqlite");
        let mut connection = open(&store).await?;
        sqlx::raw_sql(AssertSqlSafe(std::fs::read_to_string(&sql)?))
            .execute(&mut connection)
            .await
            .with_context(|| sql.display().to_string())?;
        connection.close().await?;
        before.insert(store.clone(), schema(&store).await?);
    }
    std::fs::copy(version.join("operator.token"), data.join("operator.token"))?;
    std::fs::write(data.join("demo.done"), "")?;
    Ok(before)
}

async fn upgraded((version, before): (&Path, &Before), data: &Path) -> anyhow::Result<()> {
    let process = start(data).await?;
    for (store, tables) in before {
        let broken = broken(tables, &schema(store).await?);
        anyhow::ensure!(broken.is_empty(), "the version before cannot run beside this one: {}: {}", store.display(), broken.join("; "));
    }
    let operator = Client::operator(&process.base, data).await?;
    let expected: Value = serde_json::from_slice(&std::fs::read(version.join("told.json"))?)?;
    let conversation = expected["conversation"].as_str().context("a conversation")?;
    let (told, expected) = (told(&operator, conversation).await?, expected["rows"].as_array().cloned().unwrap_or_default());
    // Deadlines that have passed since then were kept at once: what they brought comes behind.
    let told = told.as_array().cloned().unwrap_or_default();
    assert_eq!(told.get(..expected.len()), Some(expected.as_slice()), "what was said is what it was");
    let customers = operator.get("/cim-customer/v1/customers").await?;
    assert!(customers.to_string().contains("Ana"), "{customers}");
    talked(&process.base, data).await?;
    process.terminate().await?;
    Ok(())
}

#[test]
fn a_step_that_the_version_before_cannot_live_with_is_found() {
    let table = |columns: &[(&str, &str, bool)]| {
        let columns = columns.iter().map(|(name, kind, optional)| ((*name).to_owned(), ((*kind).to_owned(), *optional)));
        BTreeMap::from([("thing".to_owned(), columns.collect::<Columns>())])
    };
    let before = table(&[("id", "BIGINT", false), ("name", "TEXT", false)]);
    assert_eq!(broken(&before, &before), Vec::<String>::new());
    assert_eq!(broken(&before, &table(&[("id", "BIGINT", false), ("name", "TEXT", false), ("more", "TEXT", true)])), Vec::<String>::new());
    assert!(broken(&before, &table(&[("id", "BIGINT", false)]))[0].contains("name is gone"));
    assert!(broken(&before, &table(&[("id", "TEXT", false), ("name", "TEXT", false)]))[0].contains("was BIGINT"));
    let filled = table(&[("id", "BIGINT", false), ("name", "TEXT", false), ("must", "TEXT", false)]);
    assert!(broken(&before, &filled)[0].contains("does not fill"));
    assert!(broken(&before, &BTreeMap::new())[0].contains("is gone"));
}
