//! Values in and out of statements: only what both engines agree on.

use sqlx::{Row as _, postgres::PgRow, sqlite::SqliteRow};

use crate::error::{Error, Result};

/// One bound value. Numbers are always 64-bit, so that a statement's types never change between calls.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `BIGINT`.
    Int(Option<i64>),
    /// `DOUBLE PRECISION`.
    Real(Option<f64>),
    /// `TEXT`.
    Text(Option<String>),
    /// `BYTEA`.
    Bytes(Option<Vec<u8>>),
}

macro_rules! values {
    ($($from:ty => $variant:ident($convert:expr)),* $(,)?) => {
        $(impl From<$from> for Value {
            fn from(value: $from) -> Self {
                let convert: fn($from) -> _ = $convert;
                Self::$variant(Some(convert(value)))
            }
        }
        impl From<Option<$from>> for Value {
            fn from(value: Option<$from>) -> Self {
                let convert: fn($from) -> _ = $convert;
                Self::$variant(value.map(convert))
            }
        })*
    };
}

values! {
    i64 => Int(|value| value),
    i32 => Int(i64::from),
    u32 => Int(i64::from),
    bool => Int(i64::from),
    f64 => Real(|value| value),
    &str => Text(str::to_owned),
    &String => Text(String::clone),
    String => Text(|value| value),
    &ids::TenantId => Text(|value| value.as_str().to_owned()),
    Vec<u8> => Bytes(|value| value),
    &[u8] => Bytes(<[u8]>::to_vec),
}

/// One row of an answer.
#[derive(Debug)]
pub enum Row {
    /// From SQLite.
    Sqlite(SqliteRow),
    /// From PostgreSQL.
    Postgres(PgRow),
}

/// A column's Rust type, one of the portable ones or its option.
pub trait FromRow: Sized {
    /// Reads column `index` (from 0).
    fn from_row(row: &Row, index: usize) -> std::result::Result<Self, sqlx::Error>;
}

macro_rules! columns {
    ($($type:ty),* $(,)?) => {
        $(impl FromRow for $type {
            fn from_row(row: &Row, index: usize) -> std::result::Result<Self, sqlx::Error> {
                match row {
                    Row::Sqlite(row) => row.try_get(index),
                    Row::Postgres(row) => row.try_get(index),
                }
            }
        })*
    };
}

columns!(i64, f64, String, Vec<u8>, Option<i64>, Option<f64>, Option<String>, Option<Vec<u8>>);

impl FromRow for bool {
    fn from_row(row: &Row, index: usize) -> std::result::Result<Self, sqlx::Error> {
        i64::from_row(row, index).map(|value| value != 0)
    }
}

impl Row {
    /// Column `index`, from 0.
    pub fn get<T: FromRow>(&self, index: usize) -> Result<T> {
        T::from_row(self, index).map_err(|source| Error::Contradiction { column: index, source })
    }

    /// A column of JSON text, read into `T`.
    pub fn json<T: serde::de::DeserializeOwned>(&self, index: usize) -> Result<T> {
        let text: String = self.get(index)?;
        serde_json::from_str(&text).map_err(|error| Error::Contradiction { column: index, source: sqlx::Error::Decode(error.into()) })
    }
}

/// `($1,$2),($3,$4)` for that many rows of that many columns, counting on from `first` (1 for the first).
pub fn placeholders(rows: usize, columns: usize, first: usize) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(rows * (columns * 4 + 3));
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..columns {
            let separator = if column == 0 { "" } else { "," };
            // Writing into a String cannot fail.
            let _infallible = write!(text, "{separator}${}", first + row * columns + column);
        }
        text.push(')');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_count_on() {
        assert_eq!(placeholders(2, 2, 1), "($1,$2),($3,$4)");
        assert_eq!(placeholders(1, 2, 5), "($5,$6)");
    }
}
