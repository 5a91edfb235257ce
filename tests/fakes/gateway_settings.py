"""Settings of a gateway on loopback, in front of whatever a test names."""

from pathlib import Path

from gateway.config import GatewayConfig


def gateway_config(targets: dict[str, str], port: int, web_dir: Path | None = None) -> GatewayConfig:
    return GatewayConfig.model_validate(
        {
            "listen": f"127.0.0.1:{port}",
            "public_url": f"http://127.0.0.1:{port}",
            "service_key": "the gateway's own key",
            "web_dir": web_dir,
            **{f"{process}_target": target for process, target in targets.items()},
        }
    )
