(match expression: (variable) @placeholder (#eq? @placeholder "undefined"))
