//! A certificate authority in a few lines, for servers and clients of the tests.

use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::x509::extension::{BasicConstraints, SubjectAlternativeName};
use openssl::x509::{X509, X509Builder, X509NameBuilder};

pub struct Authority {
    certificate: X509,
    key: PKey<Private>,
}

/// A certificate and its key, both in PEM.
pub struct Issued {
    pub certificate: Vec<u8>,
    pub key: PKey<Private>,
}

fn new_key() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
}

fn begin(common_name: &str, key: &PKey<Private>, years: (&str, &str)) -> X509Builder {
    let mut name = X509NameBuilder::new().unwrap();
    name.append_entry_by_nid(Nid::COMMONNAME, common_name).unwrap();
    let name = name.build();
    let mut builder = X509::builder().unwrap();
    let mut serial = BigNum::new().unwrap();
    serial.rand(128, openssl::bn::MsbOption::MAYBE_ZERO, false).unwrap();
    builder.set_version(2).unwrap();
    builder.set_serial_number(&serial.to_asn1_integer().unwrap()).unwrap();
    builder.set_subject_name(&name).unwrap();
    builder.set_issuer_name(&name).unwrap();
    builder.set_pubkey(key).unwrap();
    for (year, is_end) in [(years.0, false), (years.1, true)] {
        let time = Asn1Time::from_str(&format!("{year}0101000000Z")).unwrap();
        if is_end { builder.set_not_after(&time) } else { builder.set_not_before(&time) }.unwrap();
    }
    builder
}

impl Authority {
    pub fn new(name: &str) -> Self {
        let key = new_key();
        let mut builder = begin(name, &key, ("2020", "2090"));
        builder.append_extension(BasicConstraints::new().critical().ca().build().unwrap()).unwrap();
        builder.sign(&key, MessageDigest::sha256()).unwrap();
        Self { certificate: builder.build(), key }
    }

    pub fn pem(&self) -> Vec<u8> {
        self.certificate.to_pem().unwrap()
    }

    /// A certificate for some names and addresses, good from the first year to the last.
    pub fn issue(&self, common_name: &str, names: &[&str], addresses: &[&str], years: (&str, &str)) -> Issued {
        let key = new_key();
        let mut builder = begin(common_name, &key, years);
        builder.set_issuer_name(self.certificate.subject_name()).unwrap();
        if !names.is_empty() || !addresses.is_empty() {
            let mut alternatives = SubjectAlternativeName::new();
            for name in names {
                alternatives.dns(name);
            }
            for address in addresses {
                alternatives.ip(address);
            }
            let extension = alternatives.build(&builder.x509v3_context(Some(&self.certificate), None)).unwrap();
            builder.append_extension(extension).unwrap();
        }
        builder.sign(&self.key, MessageDigest::sha256()).unwrap();
        Issued { certificate: builder.build().to_pem().unwrap(), key }
    }
}

impl Issued {
    pub fn pkcs8(&self) -> Vec<u8> {
        self.key.private_key_to_pem_pkcs8().unwrap()
    }
}

/// Writes a file that only its owner may read.
pub fn write_private(path: &Path, content: &[u8]) {
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(path).unwrap();
    std::io::Write::write_all(&mut file, content).unwrap();
}
