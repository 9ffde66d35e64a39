//! The server's errors as ours (interim).
use crate::error::{Error, SqlFacts};
pub fn from_server(error: &tokio_postgres::Error) -> Error {
    match error.as_db_error() {
        Some(db) => Error::failed(db.message()).with_sql(SqlFacts {
            sqlstate: db.code().code().to_owned(),
            detail: db.detail().map(str::to_owned),
            hint: db.hint().map(str::to_owned),
            context: db.where_().map(str::to_owned),
        }),
        None => Error::failed(error.to_string()),
    }
}
