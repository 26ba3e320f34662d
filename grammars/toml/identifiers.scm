(bare_key) @identifier
