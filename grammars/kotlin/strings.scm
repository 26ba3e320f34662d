[(string_literal) (multiline_string_literal)] @string
