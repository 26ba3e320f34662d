[(string) (interpolated_string_expression)] @string
