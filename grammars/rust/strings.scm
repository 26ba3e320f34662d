[(string_literal) (raw_string_literal)] @string
