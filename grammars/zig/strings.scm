[(string) (multiline_string)] @string
