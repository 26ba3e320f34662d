(namespace_identifier) @identifier
