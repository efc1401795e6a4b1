"""One answer per file, in an editor's words but without the protocol's types: findings, hovers, actions."""
