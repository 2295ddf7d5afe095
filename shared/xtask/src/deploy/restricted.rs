//! What the restricted pod security standard asks of a pod, and what this house asks on top.

use serde_json::Value;

/// Kinds of volumes that the standard allows.
const VOLUMES: [&str; 8] = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];

/// What is wrong with a pod's specification; nothing if it may run anywhere.
pub(super) fn problems(pod: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    let mut must = |holds: bool, what: String| {
        if !holds {
            problems.push(what);
        }
    };
    for shared in ["hostNetwork", "hostPID", "hostIPC"] {
        must(pod[shared].as_bool() != Some(true), format!("{shared} is on"));
    }
    must(pod["securityContext"]["runAsNonRoot"] == true, "runAsNonRoot is not set".to_owned());
    must(pod["securityContext"]["runAsUser"] != 0, "runs as root".to_owned());
    must(pod["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault", "no seccomp profile".to_owned());
    must(pod["automountServiceAccountToken"] == false, "a token of the API server is mounted".to_owned());
    for volume in items(&pod["volumes"]) {
        let kinds = volume.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).filter(|key| *key != "name");
        must(kinds.into_iter().all(|kind| VOLUMES.contains(&kind)), format!("volume {}", volume["name"]));
    }
    for container in items(&pod["containers"]).chain(items(&pod["initContainers"])) {
        let (name, security) = (&container["name"], &container["securityContext"]);
        must(security["allowPrivilegeEscalation"] == false, format!("{name}: privilege escalation"));
        must(security["privileged"] != true, format!("{name}: privileged"));
        must(items(&security["capabilities"]["drop"]).any(|one| one == "ALL"), format!("{name}: keeps capabilities"));
        must(items(&security["capabilities"]["add"]).all(|one| one == "NET_BIND_SERVICE"), format!("{name}: adds capabilities"));
        must(items(&container["ports"]).all(|port| port["hostPort"].is_null()), format!("{name}: host port"));
        must(container["resources"]["limits"]["memory"].is_string(), format!("{name}: no memory limit"));
        // RabbitMQ writes beside its program; nothing else does.
        must(security["readOnlyRootFilesystem"] == true || name == "rabbitmq", format!("{name}: writable root"));
    }
    problems
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pod() -> Value {
        let security = json!({"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": {"drop": ["ALL"]}});
        json!({
            "automountServiceAccountToken": false,
            "securityContext": {"runAsNonRoot": true, "runAsUser": 65532, "seccompProfile": {"type": "RuntimeDefault"}},
            "containers": [{"name": "a", "securityContext": security, "resources": {"limits": {"memory": "1Gi"}}}],
            "volumes": [{"name": "tmp", "emptyDir": {}}],
        })
    }

    #[test]
    fn a_restricted_pod_passes_and_every_slip_is_named() {
        assert!(problems(&pod()).is_empty());
        let slips = [
            ("/securityContext/runAsNonRoot", json!(false)),
            ("/securityContext/seccompProfile/type", json!("Unconfined")),
            ("/containers/0/securityContext/allowPrivilegeEscalation", json!(true)),
            ("/containers/0/securityContext/capabilities/drop", json!([])),
            ("/containers/0/securityContext/readOnlyRootFilesystem", json!(false)),
            ("/volumes/0", json!({"name": "host", "hostPath": {"path": "/"}})),
            ("/automountServiceAccountToken", json!(true)),
        ];
        for (place, value) in slips {
            let mut pod = pod();
            *pod.pointer_mut(place).unwrap() = value;
            assert_eq!(problems(&pod).len(), 1, "{place}");
        }
    }
}
