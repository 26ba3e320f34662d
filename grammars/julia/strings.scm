[(string_literal) (prefixed_string_literal)] @string
