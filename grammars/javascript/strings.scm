[(string) (template_string)] @string
