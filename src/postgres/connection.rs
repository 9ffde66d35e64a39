//! Connection information (interim).
use crate::error::{Error, Result};
use std::collections::BTreeMap;
use std::path::Path;
#[derive(Debug, Clone)]
pub struct ConnectionInfo {
    pub url: String,
    pub warnings: Vec<String>,
}
impl ConnectionInfo {
    pub fn resolve(
        given: Option<&str>,
        environment: &BTreeMap<String, String>,
        _home: Option<&Path>,
        _user: Option<&str>,
    ) -> Result<Self> {
        let _ = environment;
        Ok(Self { url: given.ok_or_else(|| Error::usage("no url"))?.to_owned(), warnings: vec![] })
    }
    pub fn target(&self) -> String {
        self.url.clone()
    }
    pub fn with_database(&self, name: &str) -> Self {
        {
            let u = &self.url;
            let q = u.find('?').unwrap_or(u.len());
            let sl = u[..q].rfind('/').unwrap();
            Self { url: format!("{}/{name}{}", &u[..sl], &u[q..]), warnings: vec![] }
        }
    }
}
