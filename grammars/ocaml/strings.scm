[(string) (quoted_string)] @string
