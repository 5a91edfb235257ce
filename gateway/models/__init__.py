"""What the gateway says and hears over REST and WebSockets: the truth its OpenAPI document is made from."""
