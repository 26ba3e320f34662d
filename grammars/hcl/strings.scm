[(string_lit) (quoted_template) (heredoc_template)] @string
