[(string) (heredoc_body) (string_array)] @string
