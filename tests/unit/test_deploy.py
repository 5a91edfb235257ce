"""What the images and the manifests say is what the processes read."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic_settings import BaseSettings

from gateway.config import GatewayConfig
from services.attendance.config import AttendanceConfig
from services.common.config import split_address
from services.common.version import VERSION
from services.identity.config import IdentityConfig
from services.recognition.config import RecognitionConfig

ROOT = Path(__file__).parents[2]
BASE = ROOT / "deploy" / "k8s" / "base"
CONFIGS: dict[str, type[BaseSettings]] = {
    "identity": IdentityConfig,
    "attendance": AttendanceConfig,
    "recognition": RecognitionConfig,
    "gateway": GatewayConfig,
}


def documents(process: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((BASE / f"{process}.yaml").read_text(encoding="utf-8")))


def of_kind(process: str, kind: str) -> dict[str, Any]:
    (found,) = (one for one in documents(process) if one["kind"] == kind)
    return found


def container(process: str) -> dict[str, Any]:
    (found,) = of_kind(process, "Deployment")["spec"]["template"]["spec"]["containers"]
    return dict(found)


def variables(process: str) -> dict[str, dict[str, Any]]:
    """By what stands after the process's prefix."""
    prefix = str(CONFIGS[process].model_config["env_prefix"])
    given = {one["name"]: one for one in container(process)["env"]}
    assert all(name.startswith(prefix) for name in given)
    return {name.removeprefix(prefix): one for name, one in given.items()}


def common() -> dict[str, str]:
    (generated,) = yaml.safe_load((BASE / "kustomization.yaml").read_text(encoding="utf-8"))["configMapGenerator"]
    return dict(one.split("=", 1) for one in generated["literals"])


def ports(process: str) -> Iterator[int]:
    for name in ("LISTEN", "METRICS_LISTEN"):
        yield split_address(variables(process)[name]["value"])[1]


@pytest.mark.parametrize("process", CONFIGS)
def test_a_manifest_sets_what_its_process_needs_and_nothing_that_it_does_not_know(process: str) -> None:
    fields = CONFIGS[process].model_fields
    given = set(variables(process))
    assert given <= {name.upper() for name in fields}
    assert {name.upper() for name, field in fields.items() if field.is_required()} <= given


@pytest.mark.parametrize("process", CONFIGS)
def test_a_process_listens_where_it_is_looked_for(process: str) -> None:
    main, metrics = ports(process)
    named = {one["name"]: one["containerPort"] for one in container(process)["ports"]}
    assert sorted(named.values()) == sorted((main, metrics))
    assert named["metrics"] == metrics
    annotations = of_kind(process, "Deployment")["spec"]["template"]["metadata"]["annotations"]
    assert annotations["prometheus.io/port"] == str(metrics)
    (collected,) = (one for one in documents("network") if one["metadata"]["name"] == "presence-metrics")
    assert [one["port"] for one in collected["spec"]["ingress"][0]["ports"]] == [metrics]
    (served,) = of_kind(process, "Service")["spec"]["ports"]
    assert named[served["targetPort"]] == main
    dockerfile = ROOT / ("gateway" if process == "gateway" else f"services/{process}") / "Dockerfile"
    assert f"EXPOSE {main} {metrics}\n" in dockerfile.read_text(encoding="utf-8")
    if process != "gateway":
        assert common()[f"{process.upper()}_TARGET"].endswith(f":{main}")
        assert container(process)["readinessProbe"]["grpc"]["port"] == main


@pytest.mark.parametrize("process", CONFIGS)
def test_what_a_manifest_refers_to_is_there(process: str) -> None:
    drawn = (ROOT / "deploy/k8s/overlays/local/make-secrets.sh").read_text(encoding="utf-8")
    for one in variables(process).values():
        source = one.get("valueFrom", {})
        if "configMapKeyRef" in source:
            assert source["configMapKeyRef"]["key"] in common()
        if "secretKeyRef" in source:
            assert source["secretKeyRef"]["name"] in (f"presence-{process}", f"presence-{process}-db")
            assert f"{source['secretKeyRef']['key']}=" in drawn


def test_variables_that_an_image_sets_are_known() -> None:
    dockerfile = (ROOT / "gateway" / "Dockerfile").read_text(encoding="utf-8")
    named = re.findall(r"^ENV PRESENCE_GATEWAY_(\w+)=", dockerfile, re.MULTILINE)
    assert {name.lower() for name in named} == {"web_dir"} <= set(GatewayConfig.model_fields)


def test_processes_say_the_version_of_the_project() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION
