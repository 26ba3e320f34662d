[(string) (encapsed_string) (heredoc) (nowdoc)] @string
