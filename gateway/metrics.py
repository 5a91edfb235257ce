"""What the gateway counts and times."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("gateway_requests", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram(
    "gateway_request_seconds",
    "Seconds from a request's arrival to its answer; WebSockets are left out.",
    ["method", "route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
SOCKETS_OPEN = Gauge("gateway_sockets_open", "WebSockets open.", ["route"])
UPSTREAMS_OPEN = Gauge("gateway_upstreams_open", "Watches of services shared by sockets.", ["kind"])
DELIVERY_SECONDS = Histogram(
    "gateway_picture_delivery_seconds",
    "Seconds from a frame's decision in recognition to its hand-over to the sockets.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
