(function_definition name: (identifier) @name (#eq? @name "main")) @main
